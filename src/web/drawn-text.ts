import { options } from 'preact'
import { safeText } from '../domain/kinds/plain-text.ts'

/** Most of what is drawn: nothing to be looked for in it. */
const PLAIN = /^[\n\t -~£’]*$/

/**
 * Has every text that is drawn anywhere in the client hold no character that hides, turns the reading direction or climbs over its
 * neighbours, whoever wrote it and whichever page shows it: no page can forget it. Fields of forms are not drawn so, and keep what was typed.
 */
export function drawTextSafely(): void {
  const before = options.vnode
  options.vnode = (vnode) => {
    // Preact's node of a text has no type, and the text in the place of its properties.
    const text: { type: unknown; props: unknown } = vnode
    if (text.type == null && typeof text.props === 'string' && !PLAIN.test(text.props))
      text.props = safeText(text.props)
    before?.(vnode)
  }
}
