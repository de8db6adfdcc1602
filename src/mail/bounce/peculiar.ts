import { anyOf } from './reasons/phrases.ts'
import type { BounceReason } from './reasons.ts'

/** Servers whose words mean something else than they do elsewhere. */
const PECULIAR: readonly { host: RegExp; says: RegExp; reason: BounceReason }[] = [
  // Exchange Online refuses so at the edge whom its directory does not know.
  {
    host: /outlook\.com|office365|microsoft/,
    says: anyOf('5\\.4\\.1 …access denied', '5\\.1\\.10\\b'),
    reason: 'userunknown',
  },
  {
    host: /outlook\.com|office365|microsoft/,
    says: anyOf('5\\.7\\.60[6-9]', '5\\.7\\.6[1-4]\\d', 'banned sending ip'),
    reason: 'blocked',
  },
  {
    host: /messagelabs|symanteccloud/,
    says: anyOf('\\b542 …rejected', '550 …invalid recipient', '\\b550 .{0,200}(?:no such|unknown)'),
    reason: 'userunknown',
  },
  { host: /mimecast/, says: anyOf('invalid recipient'), reason: 'userunknown' },
  {
    host: /vtext\.com|vzwpix\.com/,
    says: anyOf('no such user here', 'no valid recipients'),
    reason: 'userunknown',
  },
  // Facebook codes its refusals: the third part says whose fault it is.
  { host: /\bfacebook\.com/, says: anyOf('\\b(?:rcp-p1|int-p[134])\\b'), reason: 'userunknown' },
  { host: /\bfacebook\.com/, says: anyOf('\\brcp-p[23]\\b'), reason: 'filtered' },
  // InterScan says no more than this when its own server knows no such mailbox.
  {
    host: /interscan/,
    says: anyOf('^(?!.{0,400}\\b[45]\\d\\d ).{0,400}unable to deliver message to'),
    reason: 'userunknown',
  },
  { host: /icloud\.com|\bme\.com|apple\.com/, says: anyOf('\\[cs01\\]', '\\[hm08\\]'), reason: 'blocked' },
]

/** What a server's words mean when it is known which server spoke, or null. */
export function peculiarMeaning(host: string, words: string): BounceReason | null {
  return PECULIAR.find((known) => known.host.test(host) && known.says.test(words))?.reason ?? null
}
