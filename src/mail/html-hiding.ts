/** Longest attributes that are looked at. */
const LONGEST = 20_000

/** What keeps words from being seen: shown by nothing, without size, outside the page, or as pale as the paper. */
const HIDING = [
  /display:none/,
  /visibility:(?:hidden|collapse)/,
  /opacity:0(?:\.0+)?(?:[;!}"' ]|$)/,
  /(?:font-size|max-height|max-width|line-height|(?:^|[;{"' ])(?:height|width)):0(?:\.0+)?(?:px|pt|em|rem|%)?(?:[;!}"' ]|$)/,
  /font-size:1px/,
  /mso-hide:all/,
  /text-indent:-\d{3}/,
  /(?:^|[;{"' ])(?:left|top):-\d{3}/,
  /(?:^|[;{"' ])color:(?:white|transparent|#fff(?:fff)?(?![0-9a-f])|rgba?\(255,255,255|rgba\(\d+,\d+,\d+,0\))/,
]

/**
 * Whether the attributes of an element may hide its words. Only what is written at the element is judged, and pale
 * words on a dark ground are taken for hidden: it is a reason to look, no proof.
 */
export function hides(attributes: string): boolean {
  const written = attributes.slice(0, LONGEST).toLowerCase()
  if (/(?:^|\s)hidden(?=[\s=/]|$)/.test(written)) return true
  if (/(?:^|\s)color\s*=\s*(?:["']\s*)?(?:white|#fff(?:fff)?(?![0-9a-f]))/.test(written)) return true
  if (!written.includes('style')) return false
  const style = written.replace(/\/\*[^*]*\*\//g, '').replace(/\s+/g, '')
  return HIDING.some((way) => way.test(style))
}
