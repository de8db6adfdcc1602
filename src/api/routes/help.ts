import { operations } from '../../domain/wire/operations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, type Route } from '../route.ts'
import { sendIndex } from '../send-client.ts'

const UNENCRYPTED = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Why your mail was not taken</title>
<style>body{font-family:Arial,Helvetica,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;line-height:1.5}</style></head>
<body><h1>Why your mail was not taken</h1>
<p>You wrote to a mailbox that carries protectively marked case material. It takes only mail that is encrypted with
OpenPGP (PGP/MIME), so that nobody on the way, this service included, can read it. Some networks are an exception, which is told
of below. Nothing of your message was kept.</p>
<h2>What to do</h2>
<ol><li>Get the mailbox's certificate from your agency's Designated Liaison Officer and import it
(<code>gpg --import mailbox.asc</code>, or Thunderbird: Tools, OpenPGP Key Manager).</li>
<li>Check its fingerprint with them by telephone.</li>
<li>Send the message again with encryption and signing switched on. A reply to a message from the mailbox keeps its place
in the exchange.</li></ol>
<p>Do not put case material into the subject line: it is not encrypted by every mail program.</p>
<h2>If your network's mail is sealed on arrival</h2>
<p>For some accredited networks, such as a court's, the partnership has agreed that mail which is not encrypted is sealed when
it arrives. If yours is one and your message came back all the same, look at these with whoever runs your mail:</p>
<ol><li><strong>TLS.</strong> Your mail server must hand the message to this one over TLS (STARTTLS).</li>
<li><strong>The relay's address.</strong> The message must come from one of your network's own mail servers, at an address that
the partnership's co-ordinator has entered. From another provider, or from a server whose address is new, it is refused.</li>
<li><strong>The sender.</strong> The address it is sent from must be of your network's domain, and an agreement in force must cover
your agency and the one that you write to.</li>
<li><strong>The marking.</strong> The subject must begin with the protective marking, then a colon:
<code>RESTRICTED: order of today</code>. Mail without a marking is not taken.</li>
<li><strong>The accreditation.</strong> It must be in force today, and the marking must not be above what it, or the agreement,
allows. Do not lower a marking to get a message through: ask your security officer how to send it.</li>
<li><strong>The recipients.</strong> Send it to mailboxes only, and not to the address that delivery reports go to as well.</li></ol>
<p>Where the marking, the accreditation or the agreement was the reason, the answer that your mail server was given says so.
Whether your network is one of these, the co-ordinator can tell you.</p></body></html>`

const FRONT = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Despatch</title>
<style>body{font-family:Arial,Helvetica,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;line-height:1.5}</style></head>
<body><h1>Despatch</h1>
<p>This address belongs to a service that carries protectively marked case referrals between the agencies of a
community-safety partnership. Referrals are sealed on the sender's machine and opened on the reader's, so there is nothing to
read on a page here.</p>
<h2>If something waits for you</h2>
<p>Sign in with the command on your own machine, and look into your inbox:</p>
<pre><code>despatch login THIS-ADDRESS --as YOU
despatch inbox</code></pre>
<p>Your agency's Designated Liaison Officer can help when you cannot sign in.</p>
<h2>If you write programs, or ask why mail came back</h2>
<ul><li><a href="/docs/api">The API, as a page to read</a></li>
<li><a href="/help/unencrypted-mail">Why mail was not taken</a></li></ul></body></html>`

/** Pages for people: what stands at the address, which is the browser client where it was built, and what a refusal points to. */
export function helpRoutes({ client }: Pick<ApiDependencies, 'client'>): Route[] {
  return [
    forAnyone(operations.readFrontPage, async (_input, reply) =>
      client ? sendIndex(client, reply.request, reply) : reply.type('text/html; charset=utf-8').send(FRONT),
    ),

    forAnyone(operations.readHelpOnUnencryptedMail, async (_input, reply) =>
      reply.type('text/html; charset=utf-8').send(UNENCRYPTED),
    ),
  ]
}
