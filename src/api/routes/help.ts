import { operations } from '../../domain/wire/operations.ts'
import { forAnyone, type Route } from '../route.ts'

const UNENCRYPTED = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Why your mail was not taken</title>
<style>body{font-family:Arial,Helvetica,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;line-height:1.5}</style></head>
<body><h1>Why your mail was not taken</h1>
<p>You wrote to a mailbox that carries protectively marked case material. It takes only mail that is encrypted with
OpenPGP (PGP/MIME), so that nobody on the way, this service included, can read it. Nothing of your message was kept.</p>
<h2>What to do</h2>
<ol><li>Get the mailbox's certificate from your agency's Designated Liaison Officer and import it
(<code>gpg --import mailbox.asc</code>, or Thunderbird: Tools, OpenPGP Key Manager).</li>
<li>Check its fingerprint with them by telephone.</li>
<li>Send the message again with encryption and signing switched on. A reply to a message from the mailbox keeps its place
in the exchange.</li></ol>
<p>Do not put case material into the subject line: it is not encrypted by every mail program.</p></body></html>`

/** Pages that a refusal points to. */
export function helpRoutes(): Route[] {
  return [
    forAnyone(operations.readHelpOnUnencryptedMail, async (_input, reply) =>
      reply.type('text/html; charset=utf-8').send(UNENCRYPTED),
    ),
  ]
}
