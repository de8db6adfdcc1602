/**
 * A name that a stranger chose, as a file name here: no folder, no control characters, no leading dot or hyphen, at most 200 bytes.
 * It takes time in proportion to the name, however long a stranger made it.
 */
export function plainName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*]/gu, '_')
    .trim()
    .replace(/^[.-]+/, '')
    .replace(/(?<![. ])[. ]+$/, '')
  return clean === '' ? 'attachment' : shortened(clean)
}

/** File systems take 255 bytes, and something may still be added to tell two of one name apart. */
const LONGEST = 200

function shortened(name: string): string {
  const { stem, ending } = divided(name)
  const utf8 = new TextEncoder()
  // Whole characters alone are written, as far as there is room.
  const { read } = utf8.encodeInto(stem, new Uint8Array(LONGEST - utf8.encode(ending).length))
  return stem.slice(0, read) + ending
}

/** A name without its ending, and the ending where it is short enough to be one. */
export function divided(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.')
  const short = dot > 0 && name.length - dot <= 12
  return short ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' }
}
