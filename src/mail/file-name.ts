const LONGEST = 100

/**
 * A file name as a stranger may be given it: no folder, no control or direction-changing character, none of the
 * characters that a common file system refuses, no leading dot, at most 100 characters with the ending kept.
 */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
  if (clean === '') return 'attachment'
  const characters = Array.from(clean)
  if (characters.length <= LONGEST) return clean
  const dot = clean.lastIndexOf('.')
  const ending = dot > 0 && clean.length - dot <= 12 ? Array.from(clean.slice(dot)) : []
  return [...characters.slice(0, LONGEST - ending.length), ...ending].join('')
}
