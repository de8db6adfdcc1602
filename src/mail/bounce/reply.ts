/** What stands in the words of a server about an SMTP transaction. */

/** The SMTP command in answer to which a message was refused; `CONN` before any. */
export type SmtpCommand = 'CONN' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA'

/** The most of a server's words that are looked at. */
export const LONGEST_WORDS = 4096

const STATUS = /(?<![\d.v])([245]\.[0-7]\.\d{1,3})(?![\d.]*\d)/g
/** A code that stands where RFC 2034 wants it: behind a reply code. */
const BEHIND_REPLY = /[45]\d\d[ -]?['"(#<]{0,2}$/
/** Codes that servers write for want of a better one, or over what went wrong before. */
const GENERAL = /^\d\.0\.0$|^4\.4\.7$/

/**
 * The enhanced status code (RFC 3463 §2) that a text carries: of a failure rather than of a success; the first that
 * says more than its class, and of those the first that follows a reply code, since a server that passes on what
 * another said may put a code of its own before it.
 */
export function statusIn(text: string): string | null {
  const words = text.slice(0, LONGEST_WORDS)
  const found = [...words.matchAll(STATUS)].map((match) => ({
    code: match[1] ?? '',
    behindReply: BEHIND_REPLY.test(words.slice(Math.max(0, match.index - 8), match.index)),
  }))
  const failures = found.filter(({ code }) => !code.startsWith('2'))
  const telling = failures.filter(({ code }) => !GENERAL.test(code))
  const best = telling.find(({ behindReply }) => behindReply) ?? telling[0] ?? failures[0] ?? found[0]
  return best?.code ?? null
}

/** The reply code (RFC 5321 §4.2) that a text carries, of a failure where there is one. */
export function replyCodeIn(text: string): string | null {
  const found = text.slice(0, LONGEST_WORDS).match(/(?<![\w.@/:-])[245][0-5]\d(?=$|[\s\-;,:)\]"'#])/g) ?? []
  return found.find((code) => code[0] !== '2') ?? found[0] ?? null
}

/** How servers say in answer to which command they were refused; the first that fits counts. */
const COMMANDS: readonly (readonly [SmtpCommand, RegExp])[] = [
  ['RCPT', /RCPT first|does not like (?:the )?recipient|reject(?:ed|s) (?:the )?recipient\b|\(state 14\)/i],
  [
    'DATA',
    /failed (?:on DATA command|after I sent the message)|\bTEXT command|end of (?:data|message)|\(state 1[578]\)/i,
  ],
  ['MAIL', /but sender was rejected/i],
  ['EHLO', /but my name was rejected|\(state 13\)/i],
  ['CONN', /greeting failed|(?:after|on) initial connection|refused to talk to me/i],
]
const NAMED =
  /(?:[Ii]n (?:reply|response) to(?: the| an?)?|after(?: sending)?|follow(?:ing|s)|(?:for|on|during|was|to|>>>|<<<)|SMTP:|SMTP command:?|[Cc]ommand:|\(|\[) ?(RCPT|DATA|BDAT|MAIL(?= ?_?F| command)|EHLO|HELO|AUTH)(?:_TO|_FROM)?\b/g

/** The command in answer to which a server refused, as its words tell; of several named the last. */
export function commandIn(text: string): SmtpCommand | null {
  const words = text.slice(0, LONGEST_WORDS)
  const said = COMMANDS.find(([, pattern]) => pattern.test(words))
  if (said) return said[0]
  const named = [...words.matchAll(NAMED)].at(-1)?.[1]?.toUpperCase()
  if (named === undefined) return null
  if (named === 'BDAT') return 'DATA'
  if (named === 'HELO') return 'EHLO'
  return named === 'MAIL' || named === 'RCPT' || named === 'DATA' || named === 'EHLO' ? named : 'AUTH'
}
