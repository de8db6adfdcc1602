import { decodeEntities } from './html-entities.ts'
import { hides } from './html-hiding.ts'
import { createTagReader } from './html-tags.ts'

/** Elements whose content is no text, or is shown by nothing here. */
const UNREAD = new Set([
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
/** Those of them in which words are not expected: if there are some, the reader is told. */
const MAY_HOLD_WORDS = new Set(['template', 'noscript', 'svg', 'object', 'iframe'])
/** Elements that have something fetched from elsewhere. */
const FETCHING = new Set(['img', 'link', 'iframe', 'object', 'embed', 'video', 'audio', 'source', 'image'])
const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'tr',
  'table',
  'ul',
  'ol',
  'pre',
  'h1',
  'h2',
  'h3',
  'h4',
  'blockquote',
  'hr',
])

/** What an HTML body says, and what a reader must know who sees only its words. */
export type HtmlWords = {
  text: string
  /** some words are set so that a mail program would not show them; they are in `text` like all others */
  hidden: boolean
  /** there are words in what is not shown: drawings, frames, embedded things, a tag that does not end */
  leftOut: boolean
  /** it names pictures or other things that a mail program would fetch; nothing is fetched here */
  remote: boolean
}

/** The words of an HTML body, as `readHtml` gives them. */
export const htmlToText = (html: string): string => readHtml(html).text

/**
 * Reduces an HTML body to its words: no element, no image, no address is kept, nothing is fetched. All words are given,
 * those too that a mail program would hide: which those are only a browser can say for certain. One pass, so that a
 * hostile body costs no more than its length.
 */
export function readHtml(html: string): HtmlWords {
  const pieces: string[] = []
  const found = { hidden: false, leftOut: false, remote: false }
  const nextTag = createTagReader(html)
  let unread: string | null = null
  let rulesEnd = 0
  for (let at = 0; ; ) {
    const tag = nextTag(at)
    const words = html.slice(at, tag?.start ?? html.length)
    if (unread === null) pieces.push(words.replace(/\s+/g, ' '))
    else if (MAY_HOLD_WORDS.has(unread) && words.trim() !== '') found.leftOut = true
    if (tag === null) break
    const { name, closes, attributes } = tag
    found.leftOut ||= !tag.ended
    if (unread === 'head' && name === 'body') unread = null
    // Within a style sheet nothing is an element (HTML, "raw text elements"): each of its characters is looked at once.
    if (name === 'style' && !closes && tag.start >= rulesEnd) {
      rulesEnd = endOfRules(html, tag.end)
      found.hidden ||= hidesByRule(html.slice(tag.end, rulesEnd))
    }
    if (unread === null && !closes && UNREAD.has(name)) unread = name
    else if (unread !== null && closes && name === unread) unread = null
    else if (unread === null && BREAKS.has(name)) pieces.push('\n')
    if (!closes && FETCHING.has(name)) found.remote = true
    if (unread === null && !closes) found.hidden ||= hides(attributes)
    at = tag.end
  }
  return { text: tidied(decodeEntities(pieces.join(''))), ...found }
}

/** As much of a style sheet as is looked at. */
const LONGEST_RULES = 20_000

/** Where the style sheet that begins at `start` ends; one that is not ended goes to the end of the text. */
function endOfRules(html: string, start: number): number {
  const closing = /<\/style/gi
  closing.lastIndex = start
  return closing.exec(html)?.index ?? html.length
}

/** Which words a rule would hide nobody here works out: that there is one is said. */
function hidesByRule(rules: string): boolean {
  return hides(`style="${rules.slice(0, LONGEST_RULES).replaceAll('"', ' ')}"`)
}

function tidied(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line, at) => line !== '' || (lines[at - 1] ?? '') !== '')
    .join('\n')
    .trim()
}
