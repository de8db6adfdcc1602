import { scaleLinear, scalePoint } from 'd3-scale'
import { type ComponentChild, el } from '../element.ts'
import type { StatisticsTable } from '../tables.ts'
import { countAxis, monthAxis, PLACE } from './columns.ts'
import { drawing, WIDTH } from './frame.ts'

/** Lines in one plot: more cannot be told apart. */
export const MOST_LINES = 5

/** Told apart by dashes, marks and the number at their end as well as by colour (of Okabe and Ito's palette, dark to light). */
const STYLES = [
  { stroke: '#0b0c0c', 'stroke-dasharray': 'none', mark: 'disc' },
  { stroke: '#0072b2', 'stroke-dasharray': '8 3', mark: 'square' },
  { stroke: '#b34700', 'stroke-dasharray': '2 3', mark: 'diamond' },
  { stroke: '#00795c', 'stroke-dasharray': '8 3 2 3', mark: 'ring' },
  { stroke: '#a0568a', 'stroke-dasharray': '14 4', mark: 'cross' },
] as const

/** How far the lines' numbers stand apart at least. */
const APART = 12

/** A line over the months for each of the first rows of a table, with the number that the row has in it. */
export function linePlot(
  id: string,
  { title, rows }: StatisticsTable,
  months: readonly string[],
): ComponentChild {
  const shown = rows.slice(0, MOST_LINES).map(({ counts }, at) => ({ at, counts: counts[0] ?? [] }))
  const most = Math.max(1, ...shown.flatMap(({ counts }) => counts))
  const y = scaleLinear([0, most], [PLACE.bottom, 16]).nice(4)
  const x = scalePoint(months, [PLACE.left + 10, WIDTH - 34])
  const at = (month: number): number => x(months[month] ?? '') ?? PLACE.left
  const ends = spread(shown.map(({ counts }) => y(counts.at(-1) ?? 0)))
  // Of three years the marks would hide the lines.
  const every = Math.ceil(months.length / 18)
  const says = `The first ${shown.length} rows of the table, month by month; each line ends in the number of its row. The table has every number.`
  return drawing(
    { id, title: `${title}, month by month`, says, height: PLACE.height },
    ...countAxis(y),
    ...monthAxis(months, (month) => x(month) ?? PLACE.left),
    ...shown.map(({ at: row, counts }) => {
      const { mark, ...line } = STYLES[row] ?? STYLES[0]
      const points = counts.map((count, month) => ({ x: at(month), y: y(count) }))
      const path = points.map(
        (point, n) => `${n === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`,
      )
      return el(
        'g',
        {},
        el('path', { d: path.join(''), fill: 'none', 'stroke-width': 2, ...line }),
        ...points.filter((_, n) => n % every === 0).map((point) => markAt(mark, point, line.stroke)),
        el(
          'text',
          { x: WIDTH - 26, y: (ends[row] ?? 0) + 4, 'font-weight': 'bold', fill: line.stroke },
          String(row + 1),
        ),
      )
    }),
  )
}

function markAt(
  mark: (typeof STYLES)[number]['mark'],
  { x, y }: { x: number; y: number },
  stroke: string,
): ComponentChild {
  const [left, right, above, below] = [x - 3.5, x + 3.5, y - 3.5, y + 3.5]
  const drawn = { stroke, 'stroke-width': 1.5 }
  if (mark === 'disc') return el('circle', { cx: x, cy: y, r: 3, fill: stroke, ...drawn })
  if (mark === 'ring') return el('circle', { cx: x, cy: y, r: 3.5, fill: '#ffffff', ...drawn })
  if (mark === 'square')
    return el('rect', { x: left, y: above, width: 7, height: 7, fill: '#ffffff', ...drawn })
  if (mark === 'cross')
    return el('path', {
      d: `M${left} ${above}L${right} ${below}M${left} ${below}L${right} ${above}`,
      ...drawn,
    })
  return el('path', {
    d: `M${x} ${above - 1}L${right + 1} ${y}L${x} ${below + 1}L${left - 1} ${y}Z`,
    fill: stroke,
    ...drawn,
  })
}

/** Places that stand apart: the highest stays, and each other gives way to those above it. */
function spread(places: readonly number[]): number[] {
  const moved = [...places]
  const order = places.map((_, at) => at).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b)
  let least = Number.NEGATIVE_INFINITY
  for (const at of order) {
    const place = Math.max(places[at] ?? 0, least)
    moved[at] = place
    least = place + APART
  }
  // Where they would leave the drawing at its foot, all of them are higher.
  const over = Math.max(0, Math.max(...moved) - PLACE.bottom)
  return over === 0 ? moved : moved.map((place) => place - over)
}
