/** A tag, a comment or a declaration of HTML; `name` is empty where it is no element. */
export type Tag = {
  /** offset of its `<`, and of what follows its `>` */
  start: number
  end: number
  /** in lower case */
  name: string
  closes: boolean
  /** what stands between name and `>`, as it is written */
  attributes: string
  /** false where the text ends within it */
  ended: boolean
}

/**
 * Finds tags one after the other, each call from an offset at or after the end of the last. Each character is looked at a
 * few times at most, whatever the text.
 *
 * @returns null where there is none; one that is not ended goes to the end of the text
 */
export function createTagReader(html: string): (from: number) => Tag | null {
  // Where a sign was sought in vain it is not sought again: that would take the square of the text's length.
  const missing = new Set<string>()
  const seek = (sign: string, from: number): number => {
    const at = missing.has(sign) ? -1 : html.indexOf(sign, from)
    if (at < 0) missing.add(sign)
    return at
  }

  const comment = (start: number): Tag => {
    // These two end at once (HTML, "abrupt closing of empty comment").
    const abrupt = /^<!--(?:-?>)/.exec(html.slice(start, start + 6))
    if (abrupt) return none(start, start + abrupt[0].length)
    const close = seek('-->', start + 4)
    return close < 0 ? unended(start) : none(start, close + 3)
  }

  const unended = (start: number): Tag => ({ ...none(start, html.length), ended: false })

  /** The `>` that ends a tag: one inside a quoted value does not. */
  const tagEnd = (from: number): number => {
    for (let at = from; at < html.length; at += 1) {
      const sign = html[at]
      if (sign === '>') return at
      if ((sign !== '"' && sign !== "'") || html[at - 1] !== '=') continue
      const close = seek(sign, at + 1)
      if (close >= 0) at = close
    }
    return -1
  }

  return (from) => {
    for (let at = seek('<', from); at >= 0; at = seek('<', at + 1)) {
      const head = /^<(?:(\/?)([a-z][a-z0-9-]{0,30})|([!?]))/i.exec(html.slice(at, at + 40))
      // Anything else after it makes it a sign like others: 3 < 4.
      if (!head) continue
      if (html.startsWith('<!--', at)) return comment(at)
      const end = tagEnd(at + head[0].length)
      if (end < 0) return unended(at)
      const name = (head[2] ?? '').toLowerCase()
      return {
        ...none(at, end + 1),
        name,
        closes: head[1] === '/',
        attributes: html.slice(at + head[0].length, end),
      }
    }
    return null
  }
}

const none = (start: number, end: number): Tag => ({
  start,
  end,
  name: '',
  closes: false,
  attributes: '',
  ended: true,
})
