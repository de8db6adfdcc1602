const BEGIN = '-----BEGIN PGP MESSAGE-----'
const END = '-----END PGP MESSAGE-----'

/** Lines that are looked at: 25 MiB in lines of 64 characters, each followed by a blank one, and some to spare. */
const MOST_LINES = 1_500_000
const MOST_HEADERS = 10
/** A line that is no longer is not one that format=flowed had to end. */
const WRAPPED = 50

/**
 * The armored message (RFC 9580 §6.2) that is the whole of a text, with `\n` line ends; null where there is none, or
 * where anything but blank space stands before, after or inside it.
 *
 * Anybody may send a text of nothing but line ends, so it is read line by line and left at the first that has no
 * place in armor: a list of all its lines would take many times its size in memory.
 */
export function soleArmor(text: string): string | null {
  const whole = text.trim()
  const pieces: string[] = []
  let at: 'begin' | 'headers' | 'data' | 'end' = 'begin'
  const headers: string[] = []
  let lines = 0
  let flowing = false
  for (let start = 0; start <= whole.length; ) {
    const lf = whole.indexOf('\n', start)
    const next = lf < 0 ? whole.length : lf
    const written = whole.slice(start, next)
    const line = written.trimEnd()
    start = next + 1
    lines += 1
    if (lines > MOST_LINES || at === 'end') return null
    if (at === 'begin') {
      if (line !== BEGIN) return null
      at = 'headers'
    } else if (line === END) {
      at = 'end'
    } else if (line === '') {
      at = 'data'
    } else if (at === 'headers' && /^[A-Za-z-]{1,32}: .{0,200}$/.test(line)) {
      headers.push(line)
      if (headers.length > MOST_HEADERS) return null
      flowing = written.length > WRAPPED && /[^ ] \r?$/.test(written)
    } else if (at === 'headers' && flowing && line.length <= 200) {
      // RFC 3676 §4.2: a line that ends in a space goes on in the next, as a long comment does.
      flowing = false
    } else if (/^=?[A-Za-z0-9+/]{1,996}={0,2}$/.test(line)) {
      // Some mailers drop the blank line; then there are no headers either.
      if (at === 'headers' && headers.length > 0) return null
      at = 'data'
      pieces.push(line)
    } else return null
  }
  if (at !== 'end' || pieces.length === 0) return null
  return [BEGIN, ...headers, '', ...pieces, END, ''].join('\n')
}
