/** A stretch of a text: words, a text signed in clear, or an armored message. */
export type TextBlock = { kind: 'words' | 'cleartext' | 'sealed'; text: string }

const KINDS = [
  {
    kind: 'cleartext',
    begin: '-----BEGIN PGP SIGNED MESSAGE-----',
    within: '-----BEGIN PGP SIGNATURE-----',
    end: '-----END PGP SIGNATURE-----',
  },
  { kind: 'sealed', begin: '-----BEGIN PGP MESSAGE-----', within: null, end: '-----END PGP MESSAGE-----' },
] as const

/** Blocks that are set apart in one text; what follows stays words. */
const MOST = 10

/**
 * Sets apart what is signed in clear, or sealed, within a text (RFC 9580 §6.2, §7), by whole lines: a signature speaks for
 * what stands between its own lines, and for no word before or after them. A block that is not ended is words.
 *
 * @param text with `\n` line ends
 */
export function textBlocks(text: string): TextBlock[] {
  const blocks: TextBlock[] = []
  const lines = text.split('\n')
  const seek = (line: string | null, from: number, to = lines.length): number => {
    for (let at = from; line !== null && at < to; at += 1) if (lines[at]?.trimEnd() === line) return at
    return -1
  }
  let words = 0
  let special = 0
  const flush = (to: number) => {
    const stretch = lines.slice(words, to).join('\n')
    if (stretch.trim() !== '') blocks.push({ kind: 'words', text: stretch })
  }
  for (let at = 0; at < lines.length && special < MOST; at += 1) {
    const found = KINDS.find(({ begin }) => lines[at]?.trimEnd() === begin)
    if (found === undefined) continue
    special += 1
    const end = seek(found.end, at + 1)
    if (end < 0 || (found.within !== null && seek(found.within, at + 1, end) < 0)) continue
    flush(at)
    blocks.push({ kind: found.kind, text: lines.slice(at, end + 1).join('\n') })
    words = end + 1
    at = end
  }
  flush(lines.length)
  return blocks
}
