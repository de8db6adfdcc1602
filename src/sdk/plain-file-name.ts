/** A name that a stranger chose, as a file name here: no folder, no control characters, no leading dot or hyphen. */
export function plainName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*]/gu, '_')
    .trim()
    .replace(/^[.-]+/, '')
    .replace(/[. ]+$/, '')
  return clean === '' ? 'attachment' : shortened(clean)
}

/** File systems take 255 bytes. */
function shortened(name: string): string {
  const { stem, ending } = divided(name)
  let kept = stem
  while (new TextEncoder().encode(kept + ending).length > 200) kept = [...kept].slice(0, -1).join('')
  return kept + ending
}

/** A name without its ending, and the ending where it is short enough to be one. */
export function divided(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.')
  const short = dot > 0 && name.length - dot <= 12
  return short ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' }
}
