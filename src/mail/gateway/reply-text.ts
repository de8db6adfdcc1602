/** What an SMTP server answered, safe to store and to show. */
export type SmtpReply = {
  /** The three-digit code, or null where the server said nothing that is one. */
  code: number | null
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  enhanced: string | null
  /** At most 500 characters of one line, without control characters. */
  text: string
}

const LONGEST = 500

/** Reads an SMTP reply (RFC 5321 §4.2), several lines included. Whatever a server may send, this does not throw. */
export function readReply(response: string): SmtpReply {
  const bounded = response.slice(0, 4 * LONGEST)
  const code = /^([2-5][0-9]{2})(?:[ -]|$)/.exec(bounded)?.[1]
  const enhanced = /^[2-5][0-9]{2}[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$)/.exec(bounded)?.[1]
  const lines = bounded
    .split(/\r?\n/)
    .map((line, i) => (i === 0 ? line : line.replace(/^[2-5][0-9]{2}[ -]/, '')))
  return {
    code: code === undefined ? null : Number(code),
    enhanced: enhanced ?? null,
    text: boundedLine(lines.join(' ')),
  }
}

/** One line of at most 500 characters: control, formatting and line-breaking characters become spaces. */
export function boundedLine(text: string): string {
  return text
    .slice(0, 4 * LONGEST)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
}
