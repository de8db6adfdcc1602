/** A parsed Content-Type or Content-Disposition: the value in lower case and its parameters, names in lower case. */
export type ContentType = { type: string; parameters: ReadonlyMap<string, string> }

const LONGEST = 4096

/**
 * Parses `type/subtype; name=value; name="value"` (RFC 2045 §5.1). A repeated parameter keeps its first value, as the
 * mail readers beside us do. A value that does not parse is `text/plain` without parameters (RFC 2045 §5.2).
 */
export function parseContentType(value: string | null): ContentType {
  const text = (value ?? '').slice(0, LONGEST)
  const main = /^[\t ]*([a-z0-9!#$&^_.+-]+(?:\/[a-z0-9!#$&^_.+-]+)?)/i.exec(text)
  const parameters = new Map<string, string>()
  if (main === null) return { type: 'text/plain', parameters }
  const piece = /[\t ]*;[\t ]*(?:([^\t ;="]{1,100})[\t ]*=[\t ]*(?:"((?:[^"\\]|\\.)*)"|([^\t ;"]*)))?/y
  piece.lastIndex = main[0].length
  for (let match = piece.exec(text); match !== null; match = piece.exec(text)) {
    const [, name, quoted, plain] = match
    if (name === undefined) continue
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  }
  return { type: (main[1] ?? '').toLowerCase(), parameters }
}
