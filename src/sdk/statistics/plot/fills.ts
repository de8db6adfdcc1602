import { type ComponentChild, el } from '../element.ts'

/**
 * How the measures of one bar are told apart: by dark and light and by hatching, so that they are on grey paper too and to
 * eyes that see no colours. The outline is drawn with each.
 */
const FILLS = ['solid', 'hatched', 'dotted', 'empty', 'ruled'] as const
const DARK = '#1d4f91'

export const fillOf = (id: string, measure: number): string => {
  const kind = FILLS[measure % FILLS.length]
  if (kind === 'solid') return DARK
  return kind === 'empty' ? '#ffffff' : `url(#${id}-${kind})`
}
export const OUTLINE = { stroke: DARK, 'stroke-width': 1 } as const

/** What `fillOf` refers to; once in each drawing that uses it. */
export const fillPatterns = (id: string): ComponentChild =>
  el(
    'defs',
    {},
    el(
      'pattern',
      {
        id: `${id}-hatched`,
        width: 6,
        height: 6,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      el('rect', { width: 6, height: 6, fill: '#f6c28b' }),
      el('rect', { width: 2.5, height: 6, fill: '#8a3b00' }),
    ),
    el(
      'pattern',
      { id: `${id}-dotted`, width: 5, height: 5, patternUnits: 'userSpaceOnUse' },
      el('rect', { width: 5, height: 5, fill: '#e3e3e3' }),
      el('circle', { cx: 2.5, cy: 2.5, r: 1.2, fill: '#383f43' }),
    ),
    el(
      'pattern',
      { id: `${id}-ruled`, width: 6, height: 4, patternUnits: 'userSpaceOnUse' },
      el('rect', { width: 6, height: 4, fill: '#ffffff' }),
      el('rect', { width: 6, height: 1, fill: DARK }),
    ),
  )

/** Which fill is which measure; nothing where there is one measure only. */
export function legend(
  id: string,
  measures: readonly string[],
  { x, y }: { x: number; y: number },
): ComponentChild | null {
  if (measures.length < 2) return null
  let at = x
  return el(
    'g',
    {},
    ...measures.flatMap((name, measure) => {
      const left = at
      at += 14 + 6 + name.length * 6 + 18
      return [
        el('rect', { x: left, y: y - 10, width: 14, height: 10, fill: fillOf(id, measure), ...OUTLINE }),
        el('text', { x: left + 20, y: y - 1 }, name),
      ]
    }),
  )
}
