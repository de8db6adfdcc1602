const BEGIN = '-----BEGIN PGP MESSAGE-----'
const END = '-----END PGP MESSAGE-----'

/**
 * The armored message (RFC 9580 §6.2) that is the whole of a text, with `\n` line ends; null where there is none, or
 * where anything but blank space stands before, after or inside it.
 */
export function soleArmor(text: string): string | null {
  const lines = text.trim().split(/\r?\n/)
  if (lines[0]?.trimEnd() !== BEGIN || lines.length < 3) return null
  if (lines.at(-1)?.trimEnd() !== END) return null
  const inner = lines.slice(1, -1).map((line) => line.trimEnd())
  const gap = inner.indexOf('')
  const headers = gap < 0 ? [] : inner.slice(0, gap)
  if (headers.length > 10 || !headers.every((line) => /^[A-Za-z-]{1,32}: .{0,200}$/.test(line))) return null
  const data = inner.slice(gap + 1).filter((line) => line !== '')
  if (data.length === 0 || !data.every((line) => /^=?[A-Za-z0-9+/]{1,996}={0,2}$/.test(line))) return null
  return [BEGIN, ...headers, '', ...data, END, ''].join('\n')
}
