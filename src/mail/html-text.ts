/** Elements whose content is never shown. */
const HIDDEN = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'svg',
  'object',
  'iframe',
])
const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'tr',
  'table',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'blockquote',
  'hr',
])

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  pound: '£',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
}

/**
 * The words of an HTML body: no element, no image, no address is kept, nothing is fetched. One pass, so that a hostile
 * body costs no more than its length.
 */
export function htmlToText(html: string): string {
  const pieces: string[] = []
  let hidden: string | null = null
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at)
    const textEnd = open < 0 ? html.length : open
    if (hidden === null) pieces.push(html.slice(at, textEnd).replace(/\s+/g, ' '))
    if (open < 0) break
    const comment = html.startsWith('<!--', open)
    const close = comment ? html.indexOf('-->', open + 4) : html.indexOf('>', open)
    if (close < 0) break
    const tag = comment ? null : /^<(\/?)([a-z][a-z0-9]{0,20})/i.exec(html.slice(open, open + 24))
    const name = tag?.[2]?.toLowerCase()
    if (name !== undefined && hidden === null && tag?.[1] === '' && HIDDEN.has(name)) hidden = name
    else if (hidden !== null && tag?.[1] === '/' && name === hidden) hidden = null
    else if (hidden === null && name !== undefined && BREAKS.has(name)) pieces.push('\n')
    at = close + (comment ? 3 : 1)
  }
  return decodeEntities(pieces.join(''))
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10)
    const printable = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return printable ? String.fromCodePoint(code) : ' '
  })
}
