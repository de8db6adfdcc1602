import { scaleBand, scaleLinear } from 'd3-scale'
import { type ComponentChild, el } from '../element.ts'
import { monthName } from '../months.ts'
import { sum } from '../tables.ts'
import { fillOf, fillPatterns, legend, OUTLINE } from './fills.ts'
import { counted, drawing, WIDTH, wholeTicks } from './frame.ts'

const HEIGHT = 230
const LEFT = 60
const BOTTOM = HEIGHT - 24
/** Months that are written beneath an axis; of more, each second or third. */
const MOST_LABELS = 12

/** Standing bars, one for each month, the measures on top of one another. */
export function columnPlot(
  of: { id: string; title: string; measures: readonly string[]; months: readonly string[] },
  counts: readonly (readonly number[])[],
): ComponentChild {
  const { id, title, measures, months } = of
  const top = measures.length > 1 ? 34 : 16
  const heights = months.map((_, at) => sum(counts.map((one) => one[at] ?? 0)))
  const y = scaleLinear([0, Math.max(1, ...heights)], [BOTTOM, top]).nice(4)
  // One month alone is a bar of usual width.
  const x = scaleBand(months, [LEFT, months.length < 6 ? LEFT + months.length * 100 : WIDTH - 10]).padding(
    0.25,
  )
  const says = `${months.length} months, ${measures.join(', ')}; ${counted(sum(heights))} in all, at most ${counted(Math.max(0, ...heights))} in a month. The table has every number.`
  return drawing(
    { id, title, says, height: HEIGHT },
    fillPatterns(id),
    legend(id, measures, { x: LEFT, y: 14 }),
    ...countAxis(y),
    ...months.flatMap((month, at) => {
      let before = 0
      return counts.map((one, measure) => {
        const count = one[at] ?? 0
        const [low, high] = [y(before), y(before + count)]
        before += count
        if (count === 0) return null
        const place = { x: x(month) ?? LEFT, y: high, width: x.bandwidth(), height: low - high }
        return el('rect', { ...place, fill: fillOf(id, measure), ...OUTLINE })
      })
    }),
    ...monthAxis(months, (month) => (x(month) ?? LEFT) + x.bandwidth() / 2),
  )
}

/** Whole numbers at the left, a line across for each. */
export const countAxis = (y: { (count: number): number; ticks(count: number): number[] }): ComponentChild[] =>
  wholeTicks(y.ticks(4)).map((tick) =>
    el(
      'g',
      {},
      el('line', {
        x1: LEFT,
        x2: WIDTH - 10,
        y1: y(tick),
        y2: y(tick),
        stroke: tick === 0 ? '#0b0c0c' : '#b1b4b6',
      }),
      el('text', { x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, counted(tick)),
    ),
  )

/** Months beneath the plot, as many as have room. */
export function monthAxis(months: readonly string[], x: (month: string) => number): ComponentChild[] {
  const step = Math.ceil(months.length / MOST_LABELS)
  return months
    .filter((_, at) => at % step === 0)
    .map((month) => el('text', { x: x(month), y: BOTTOM + 16, 'text-anchor': 'middle' }, monthName(month)))
}

export const PLACE = { left: LEFT, bottom: BOTTOM, height: HEIGHT }
