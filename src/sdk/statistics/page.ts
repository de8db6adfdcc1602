import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { StatisticsResponse } from '../../domain/wire/statistics-response.ts'
import { el } from './element.ts'
import { periodInWords } from './months.ts'
import { overview, section } from './sections.ts'
import { STATISTICS_STYLE } from './style.ts'
import { type Amendments, shortened, statisticsTables } from './tables.ts'

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
  const title = `Disclosures counted, ${periodInWords(months)}`
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
          `${about.scope} Counted on ${momentOf(about.at)} (UTC), by the service at `,
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

const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

const momentOf = (at: Date): string => `${DAY.format(at)} at ${at.toISOString().slice(11, 16)}`

/** The marking at the head and foot of each page of paper. Letters and what stands between them, whatever was given. */
function onEachPage(marking: string): string {
  const content = `content:'${marking.replaceAll(/[^\p{L}\p{N} –,/-]/gu, '')}';font:bold 9pt Arial,sans-serif`
  return `@page{@top-center{${content}}@bottom-center{${content}}}`
}
