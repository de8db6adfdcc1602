import { options, type VNode } from 'preact'
import { afterEach, expect, it } from 'vitest'
import { drawTextSafely } from '../../src/web/drawn-text.ts'

const before = options.vnode
afterEach(() => {
  if (before) options.vnode = before
  else delete options.vnode
})

/** A text as Preact makes a node of it. */
const drawn = (text: string, type: string | null = null): unknown => {
  const node = { type, props: text }
  options.vnode?.(node as unknown as VNode)
  return node.props
}

it('lets nothing that is drawn hide, turn or climb', () => {
  drawTextSafely()
  expect(drawn('order\u202efdp.exe')).toBe('order\ufffdfdp.exe')
  expect(drawn('a\u200bb\u2066c\u0000')).toBe('a\ufffdb\ufffdc\ufffd')
  expect(drawn(`a${'\u0351'.repeat(9)}`)).toBe(`a${'\u0351'.repeat(4)}\ufffd`)
  expect(drawn('one\u2028two')).toBe('one\ntwo')
})

it('leaves lines, spaces, scripts and what is no text as they are', () => {
  drawTextSafely()
  for (const text of ['  two  spaces\n\tand lines', 'Zoë, Łódź, суд, 地図 👩‍👩‍👧', ''])
    expect(drawn(text)).toBe(text)
  expect(drawn('\u202e', 'p')).toBe('\u202e')
})
