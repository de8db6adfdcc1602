import { scaleLinear } from 'd3-scale'
import { type ComponentChild, el } from '../element.ts'
import { allRows, type StatisticsRow, type StatisticsTable, sum, totals } from '../tables.ts'
import { fillOf, fillPatterns, legend, OUTLINE } from './fills.ts'
import { counted, drawing, fitted, WIDTH, wholeTicks } from './frame.ts'

const LABELS = 300
const RIGHT = WIDTH - 50
const LINE = 14
const GAP = 8

/**
 * Bars that lie on their side, one for each row, its measures behind one another: long names have room. What the others come
 * to is written and not drawn: it may be more than all the bars, which would then be too short to compare.
 */
export function barPlot(id: string, table: StatisticsTable): ComponentChild {
  const rows = allRows(table)
  const most = Math.max(1, ...table.rows.map((row) => sum(totals(row))))
  const scale = scaleLinear([0, most], [LABELS, RIGHT]).nice(5)
  const top = table.measures.length > 1 ? 42 : 24
  let y = top + 4
  const places = rows.map((row, at) => {
    const place = { row, at, y, height: row.label.length * LINE }
    y += place.height + GAP
    return place
  })
  return drawing(
    { id, title: table.title, says: saysOf(table, rows), height: y + 4 },
    fillPatterns(id),
    legend(id, table.measures, { x: LABELS, y: 14 }),
    ...wholeTicks(scale.ticks(5)).map((tick) =>
      el(
        'g',
        {},
        el('line', { x1: scale(tick), x2: scale(tick), y1: top, y2: y, stroke: '#b1b4b6' }),
        el('text', { x: scale(tick), y: top - 5, 'text-anchor': 'middle' }, counted(tick)),
      ),
    ),
    ...places.map((place) => bar(id, scale, place, place.row === table.others)),
  )
}

function bar(
  id: string,
  scale: (count: number) => number,
  { row, at, y, height }: { row: StatisticsRow; at: number; y: number; height: number },
  isOthers: boolean,
): ComponentChild {
  const thickness = Math.min(height, 18)
  const above = y + (height - thickness) / 2
  let before = 0
  return el(
    'g',
    {},
    ...row.label.map((line, number) =>
      el(
        'text',
        { x: LABELS - 8, y: y + LINE * number + 11, 'text-anchor': 'end' },
        fitted(number === 0 && !isOthers ? `${at + 1}  ${line}` : line, LABELS - 12),
      ),
    ),
    ...(isOthers ? [] : totals(row)).map((count, measure) => {
      const [left, right] = [scale(before), scale(before + count)]
      before += count
      return count === 0
        ? null
        : el('rect', {
            x: left,
            y: above,
            width: right - left,
            height: thickness,
            fill: fillOf(id, measure),
            ...OUTLINE,
          })
    }),
    el('text', { x: scale(before) + 5, y: above + thickness / 2 + 4 }, numberOf(row, isOthers)),
  )
}

const numberOf = (row: StatisticsRow, isOthers: boolean): string =>
  isOthers ? `${counted(sum(totals(row)))} together, not drawn` : counted(sum(totals(row)))

function saysOf({ measures, others }: StatisticsTable, rows: readonly StatisticsRow[]): string {
  const [first] = rows
  const most = first ? `The most has ${first.label.join(' ')}: ${counted(sum(totals(first)))}. ` : ''
  return `${rows.length - (others ? 1 : 0)} bars${others ? '; the others are not drawn' : ''}; ${measures.join(', ')}. ${most}The table has every number.`
}
