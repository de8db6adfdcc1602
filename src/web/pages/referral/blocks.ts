import type { Part } from '../../../domain/kinds.ts'
import { valueInWords } from '../../words.ts'

/** A list of fields, or a text that stands by itself. */
export type Block = { key: string; value: string }[] | string

/**
 * Fields that follow each other are one list; a gap begins the next, and longer text stands by itself. Where there is nothing, a form
 * says `Known: None`, and a page that none are known.
 */
export function blocksOf(parts: readonly Part[]): Block[] {
  const blocks: Block[] = []
  let fresh = true
  for (const part of parts) {
    const words = part.type === 'text' ? part.text : part.type === 'field' ? part.none : undefined
    if (words !== undefined) blocks.push(words)
    if (part.type === 'field' && words === undefined) {
      const last = blocks.at(-1)
      const list = fresh || !Array.isArray(last) ? [] : last
      if (list.length === 0) blocks.push(list)
      // Further values of a field have no name in print; on a page each row has one.
      list.push({ key: part.label || (list.at(-1)?.key ?? ''), value: valueInWords(part.value) })
      fresh = false
    } else fresh = true
  }
  return blocks
}
