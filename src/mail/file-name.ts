const LONGEST = 100
/** Names that Windows keeps for devices, whatever ending they have. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)/i
/** Letters without a shape: they would part a name from its ending. */
const SHAPELESS = /\p{Variation_Selector}|\p{Default_Ignorable_Code_Point}|\u2800/gu

/**
 * A file name as a stranger may be given it: no folder, no control or direction-changing character, none of the
 * characters that a common file system refuses, no name of a device, no leading dot, no run of spaces behind which an
 * ending hides, at most 100 characters with the ending kept.
 */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .replace(SHAPELESS, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
    .replace(/^[. ]+/, '')
    .replace(RESERVED, '_$&')
  const ended = withoutLastDots(clean)
  return ended === '' ? 'attachment' : shortened(ended)
}

/** By hand, since a name may be nothing but dots. */
function withoutLastDots(name: string): string {
  let end = name.length
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end -= 1
  return name.slice(0, end)
}

function shortened(name: string): string {
  const characters = Array.from(name)
  if (characters.length <= LONGEST) return name
  const { ending } = divided(name)
  const kept = Array.from(ending)
  return [...characters.slice(0, LONGEST - kept.length), ...kept].join('')
}

function divided(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.')
  const short = dot > 0 && name.length - dot <= 12
  return short ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' }
}

/** Names of files that stand side by side, none twice, whatever their case: a second `plan.pdf` is `plan (2).pdf`. */
export function distinctFileNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  const next = new Map<string, number>()
  return names.map((name) => {
    const key = name.toLowerCase()
    let given = name
    let n = next.get(key) ?? 1
    while (taken.has(given.toLowerCase())) {
      n += 1
      const { stem, ending } = divided(name)
      given = `${stem} (${n})${ending}`
    }
    next.set(key, n)
    taken.add(given.toLowerCase())
    return given
  })
}
