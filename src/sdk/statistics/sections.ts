import type { StatisticsResponse } from '../../domain/wire/statistics-response.ts'
import { type ComponentChild, el } from './element.ts'
import { periodInWords } from './months.ts'
import { byMonthTable, monthTables, totalsTable } from './page-tables.ts'
import { barPlot } from './plot/bars.ts'
import { columnPlot } from './plot/columns.ts'
import { addRows, MOST_SHOWN, type StatisticsTable } from './tables.ts'

/** All of it, month by month. */
export function overview({ months, disclosures, refusals }: StatisticsResponse): ComponentChild[] {
  const of = { id: 'all', title: 'Disclosures by month', measures: ['disclosures'], months }
  return [
    el('h2', {}, 'All disclosures and refusals'),
    figure(of.title, columnPlot(of, [disclosures])),
    byMonthTable('Disclosures and refusals by month', ['disclosures', 'refusals'], months, [
      disclosures,
      refusals,
    ]),
  ]
}

/** A table with what it counts, plots of it, and every number. */
export function section(table: StatisticsTable, months: readonly string[]): ComponentChild[] {
  const { id, title, about, measures, rows } = table
  const begin = [el('h2', {}, title), el('p', {}, about)]
  if (rows.length === 0) return [...begin, el('p', {}, 'There was nothing of this in these months.')]
  const bars = figure(
    `${months.length > 1 ? 'All months together' : periodInWords(months)}${table.others ? `: the first ${MOST_SHOWN}, and the others` : ''}`,
    barPlot(id, table),
  )
  if (measures.length > 1) return [...begin, bars, totalsTable(table), ...measured(table, months)]
  return [...begin, bars, ...monthTables(table, months)]
}

/** All rows together, month by month, where several things were counted. */
function measured(table: StatisticsTable, months: readonly string[]): ComponentChild[] {
  if (months.length < 2) return []
  const { id, title, measures } = table
  const counts = addRows([...table.rows, ...(table.others ? [table.others] : [])])
  const caption = `${title}: all together, month by month`
  return [
    figure(
      'Month by month, all together',
      columnPlot({ id: `${id}-months`, title: caption, measures, months }, counts),
    ),
    byMonthTable(caption, measures, months, counts),
  ]
}

const figure = (caption: string, plot: ComponentChild): ComponentChild =>
  el('figure', {}, el('figcaption', {}, caption), el('div', { class: 'scroll', tabindex: 0 }, plot))
