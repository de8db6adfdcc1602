import { createHash } from 'node:crypto'
import { operations } from '../../domain/wire/operations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, type Route } from '../route.ts'
import { sendIndex } from '../send-client.ts'

const STYLE =
  'body{font:1rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;max-width:40em;margin:2em auto;padding:0 1em}' +
  'code,pre{font-family:Menlo,Consolas,monospace}pre{background:#f3f2f1;overflow-x:auto;padding:.75em}'

const PAGE = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Your invitation to Despatch</title><style>${STYLE}</style></head>
<body><main><h1>Your invitation to Despatch</h1>
<p>Despatch carries protectively marked case referrals between the agencies of a community-safety partnership. Your agency has
invited you to use it. You cannot enrol on this page: you enrol with the Despatch command, on the machine that you will work on,
because your key is made there and never leaves it.</p>
<h2>Keep the address of this page to yourself</h2>
<p>What stands in it after the <code>#</code> is a secret, and proves that it is you who enrols. Your browser has not sent it to this
service, and does not send it to anybody. But the browser remembers the address: use a machine that is yours alone, or delete this page from its
history.</p>
<h2>What to do</h2>
<ol><li>Copy the whole address of this page, with what stands after the <code>#</code>.</li>
<li>Type this command on your own machine, with the address in place of <code>LINK</code> and in quotation marks:
<pre><code>despatch enrol "LINK"</code></pre>
The address can also be saved in a file, such as <code>invitation.txt</code>, and the file named instead. Then it is not in the history of your shell.</li>
<li>Choose a passphrase when you are asked for one. The command then shows your key in words.</li>
<li>Tell your liaison officer that you have enrolled. When they have certified your key, sign in as the command told you to.</li></ol>
<h2>If you cannot</h2>
<p>An invitation ends after 14 days and can be used once. Your agency’s Designated Liaison Officer can make you another, and
can tell you how to get the command.</p>
</main></body></html>`

/** This page has the style above and nothing else: no script, no form, nothing loaded, in no frame (CSP level 3, §8). */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * What stands at the address of an invitation: the browser client, which enrols, or where it was not built a page that says how to enrol by the
 * command. The same for everybody: the secret is in the fragment, which no browser
 * sends (RFC 3986 §3.5), so that there is nothing here to look up.
 */
export function enrolPageRoutes({ client }: Pick<ApiDependencies, 'client'>): Route[] {
  return [
    forAnyone(operations.readEnrolPage, async (_input, reply) =>
      client
        ? sendIndex(client, reply.request, reply)
        : reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(PAGE),
    ),
  ]
}
