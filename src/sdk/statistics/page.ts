import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { StatisticsResponse } from '../../domain/wire/statistics-response.ts'
import { type ComponentChild, el } from './element.ts'
import { byMonthTable, monthTables, totalsTable } from './page-tables.ts'
import { barPlot } from './plot/bars.ts'
import { columnPlot } from './plot/columns.ts'
import { STATISTICS_STYLE } from './style.ts'
import {
  type Amendments,
  addRows,
  MOST_SHOWN,
  type StatisticsTable,
  shortened,
  statisticsTables,
} from './tables.ts'

/** What a page of statistics says of itself. */
export type StatisticsAbout = {
  /** as it stands on a document */
  marking: string
  /** the service's origin */
  service: string
  /** whose rows were counted, as a sentence */
  scope: string
  /** when */
  at: Date
  amendments: Amendments
}

/**
 * Statistics as one HTML document: plots, and beside each a table of what it shows. It loads nothing and runs nothing, is read
 * by screen readers, and prints on A4. Of a long table the first twenty rows are shown and the rest as one; files have all.
 */
export function statisticsPage(found: StatisticsResponse, about: StatisticsAbout): string {
  const { months } = found
  const [since = '', until = ''] = [months[0], months.at(-1)]
  const title = `Disclosures counted, ${since === until ? since : `${since} to ${until}`}`
  const marking = () => el('p', { class: 'marking' }, about.marking)
  const document = h(
    'html',
    { lang: 'en-GB' },
    el(
      'head',
      {},
      el('meta', { charset: 'utf-8' }),
      el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      el('title', {}, title),
      el('style', {}, STATISTICS_STYLE, onEachPage(about.marking)),
    ),
    el(
      'body',
      {},
      marking(),
      el(
        'main',
        {},
        el('h1', {}, title),
        el(
          'p',
          {},
          `${about.scope} Counted on ${about.at.toISOString().slice(0, 16).replace('T', ' at ')} (UTC), by the service at `,
          el('code', {}, about.service),
          '.',
        ),
        el(
          'p',
          {},
          'Months are of UTC. Nothing is left out because it is rare. What it was about is not in the register, and not here.',
        ),
        ...overview(found),
        ...statisticsTables(found, about.amendments).flatMap((table) => section(shortened(table), months)),
      ),
      marking(),
    ),
  )
  return `<!doctype html>\n${renderToString(document)}\n`
}

/** The marking at the head and foot of each page of paper. Letters and what stands between them, whatever was given. */
function onEachPage(marking: string): string {
  const content = `content:'${marking.replaceAll(/[^\p{L}\p{N} –,/-]/gu, '')}';font:bold 9pt Arial,sans-serif`
  return `@page{@top-center{${content}}@bottom-center{${content}}}`
}

function overview({ months, disclosures, refusals }: StatisticsResponse): ComponentChild[] {
  const of = { id: 'all', title: 'Disclosures by month', measures: ['disclosures'], months }
  return [
    el('h2', {}, 'Month by month'),
    figure(of.title, columnPlot(of, [disclosures])),
    byMonthTable('Disclosures and refusals by month', ['disclosures', 'refusals'], months, [
      disclosures,
      refusals,
    ]),
  ]
}

function section(table: StatisticsTable, months: readonly string[]): ComponentChild[] {
  const { id, title, about, measures, rows } = table
  const begin = [el('h2', {}, title), el('p', {}, about)]
  if (rows.length === 0) return [...begin, el('p', {}, 'There was nothing of this in these months.')]
  const bars = figure(
    `${months.length > 1 ? 'All months together' : months[0]}${table.others ? `: the first ${MOST_SHOWN}, and the others` : ''}`,
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
