import { type ComponentChildren, h, type JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { OUTCOMES, type ReviewItem } from '../../../domain/wire/review-papers.ts'
import type { SampleDefinition } from '../../../domain/wire/review-statement.ts'
import { NO_REMARKS, remarkWords } from '../remarks.ts'
import {
  countOutcomes,
  minuteOf,
  OUTCOME_NAMES,
  REPORT_MARKING,
  type ReportContents,
  sampleWords,
} from './contents.ts'
import { STYLE } from './style.ts'

/**
 * A report as one page to read and to print on A4: no script, and nothing is fetched from anywhere. All text is escaped by the
 * renderer.
 */
export function reportPage(contents: ReportContents): string {
  return `<!doctype html>\n${renderToString(page(contents))}\n`
}

function page(contents: ReportContents): JSX.Element {
  const { title, items, appendices = [] } = contents
  return h(
    'html',
    { lang: 'en-GB' },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'none'; style-src 'unsafe-inline'",
      }),
      h('meta', { name: 'viewport', content: 'width=device-width' }),
      h('title', null, `${REPORT_MARKING} – Review of disclosures`),
      h('style', { dangerouslySetInnerHTML: { __html: STYLE } }),
    ),
    h(
      'body',
      null,
      marking(),
      h(
        'main',
        null,
        h('h1', null, 'Review of disclosures: ', title),
        contents.isDraft ? h('p', { class: 'draft' }, 'Draft. Nobody has signed this.') : null,
        summary(contents),
        section('What was found', outcomes(items)),
        'sample' in contents.of ? section('How the sample was drawn', drawn(contents.of.sample)) : null,
        section('The disclosures', disclosures(items)),
        ...appendices.map((appendix) => h('section', null, appendix)),
        section('How to check this report', checking(contents)),
      ),
      marking(),
    ),
  )
}

const marking = (): JSX.Element => h('p', { class: 'marking' }, REPORT_MARKING)

const section = (heading: string, ...children: ComponentChildren[]): JSX.Element =>
  h('section', null, h('h2', null, heading), ...children)

const terms = (rows: readonly (readonly [string, ComponentChildren])[]): JSX.Element =>
  h('dl', null, ...rows.flatMap(([term, meaning]) => [h('dt', null, term), h('dd', null, meaning)]))

function summary({ review, by, isDraft, time, of, checkpoint, items }: ReportContents): JSX.Element {
  const reviewed =
    'sample' in of
      ? `A sample of ${sampleWords(items.length, of.sample.count)} of the ${of.sample.population} disclosures of ${of.sample.month}`
      : `Those disclosures that the register lists under ${filterWords(of.register)}`
  return terms([
    ['What was reviewed', reviewed],
    ['Leaves', String(items.length)],
    ['Reviewed by', `${by.post}, ${by.agency}`],
    [isDraft ? 'To be signed with the key' : 'Signed with the key', h('code', null, by.fingerprint)],
    ['Made', minuteOf(time)],
    ['Log', ['of ', checkpoint.size, ' entries; root ', h('code', null, checkpoint.root)]],
    ['Review', h('code', null, review)],
  ])
}

function filterWords(filters: object): string {
  const words = Object.entries(filters).map(([name, value]) => `${name} ${String(value)}`)
  return words.length === 0 ? 'no filter' : words.join(', ')
}

function outcomes(items: readonly ReviewItem[]): JSX.Element {
  const counts = countOutcomes(items)
  return h(
    'table',
    { class: 'narrow' },
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        h('th', { scope: 'col' }, 'Outcome'),
        h('th', { scope: 'col', class: 'number' }, 'Leaves'),
      ),
    ),
    h(
      'tbody',
      null,
      ...OUTCOMES.map((one) =>
        h(
          'tr',
          null,
          h('th', { scope: 'row' }, OUTCOME_NAMES[one]),
          h('td', { class: 'number' }, counts[one]),
        ),
      ),
    ),
  )
}

function drawn(sample: SampleDefinition): ComponentChildren[] {
  const { month, from, to, leaves, population, announcement, size, root, nonce, overlapping, unread } = sample
  const remarks = sample.remarks.map((one) => h('p', null, remarkWords(one, month)))
  return [
    h(
      'p',
      null,
      `The draw was announced in the log before anybody could know what it would be: entry ${announcement} has the digest of the nonce below, and the seed is made of the nonce and of the tree that ends with that entry.`,
    ),
    terms([
      ['Month', month],
      ['Entries', `from ${from} up to before ${to}`],
      ['What could not be found out', remarks.length === 0 ? NO_REMARKS : remarks],
      ['Disclosures by the register', String(leaves)],
      ['Disclosures by the log (the population)', String(population)],
      ['Announcement', `entry ${announcement}; tree of ${size}`],
      ['Root of that tree', h('code', null, root)],
      ['Nonce', h('code', null, nonce)],
      [
        'Announced over the same entries',
        `${overlapping === 1 ? 'once' : `${overlapping} times`}${overlapping > 1 ? ': each is another chance to draw' : ''}${unread > 0 ? `; ${unread} further announcements could not be read` : ''}`,
      ],
    ]),
  ]
}

function disclosures(items: readonly ReviewItem[]): JSX.Element {
  const columns = HEADINGS.map((text) => h('th', { scope: 'col', role: 'columnheader' }, text))
  return h(
    'table',
    // On a small screen its rows are cards: the roles keep it a table for whoever hears it.
    { class: 'disclosures', role: 'table' },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...columns)),
    h('tbody', { role: 'rowgroup' }, ...items.map(row)),
  )
}

const HEADINGS = ['Leaf', 'Reference', 'What', 'From and to', 'Grounds', 'Outcome'] as const

/** A cell that knows what it is, for a screen on which no heading stands above it. */
const cell = (heading: (typeof HEADINGS)[number], ...children: ComponentChildren[]): JSX.Element =>
  heading === 'Leaf'
    ? h('th', { scope: 'row', role: 'rowheader', 'data-heading': heading }, ...children)
    : h('td', { role: 'cell', 'data-heading': heading }, ...children)

/** An address or a name of a domain, which breaks behind its @ and before its dots where it must. */
const breakable = (address: string): ComponentChildren[] =>
  address.split(/(?<=@)|(?=\.)/).flatMap((part, at) => (at === 0 ? [part] : [h('wbr', null), part]))

function row({ leaf, facts, outcome, note }: ReviewItem): JSX.Element {
  const found = cell(
    'Outcome',
    lines([h('strong', null, outcome ? OUTCOME_NAMES[outcome] : 'none yet'), note]),
  )
  if (facts === null)
    return h(
      'tr',
      { role: 'row' },
      cell('Leaf', leaf),
      h(
        'td',
        { role: 'cell', colSpan: 4 },
        'Its record is erased or withheld; that the entry stands is proved.',
      ),
      found,
    )
  const { reference, time, kind, marking: level, from, to, dataClass, categories, purpose, consent } = facts
  const grounds = [
    ...(purpose === null ? [] : [`for ${purpose}`]),
    ...(consent === null ? [] : [`consent ${consent}`]),
    ...(facts.guardian === null ? [] : [`Caldicott Guardian consented ${facts.guardian}`]),
    ...facts.bases,
    ...(facts.prescribed === null ? [] : [`prescribed: ${facts.prescribed}`]),
    ...(facts.reply === null ? [] : [`replies: ${facts.reply}`]),
    ...(facts.agreement === null ? [] : [`agreement ${facts.agreement}`]),
  ]
  return h(
    'tr',
    { role: 'row' },
    cell('Leaf', leaf),
    cell('Reference', lines([h('span', { class: 'reference' }, reference), minuteOf(time)])),
    cell('What', lines([kind, level ?? 'not marked', dataClass ?? 'not classified', categories.join(', ')])),
    cell('From and to', lines([breakable(from), ...to.map((one) => ['to ', ...breakable(one)])])),
    cell('Grounds', lines(grounds.length === 0 ? ['none named'] : grounds)),
    found,
  )
}

const lines = (texts: readonly ComponentChildren[]): JSX.Element[] =>
  texts.filter((text) => text !== '').map((text) => h('div', null, text))

function checking({ isDraft }: ReportContents): ComponentChildren[] {
  return [
    h('p', null, 'In the folder that this page came in, with programs that are not of this service:'),
    h(
      'pre',
      null,
      'sha256sum --check SHA256SUMS\nsha256sum SHA256SUMS        # stands in review.json as "report"\ngpg --import signer.asc\ngpg --verify review.json.asc review.json',
    ),
    h(
      'p',
      null,
      'That the key of signer.asc is the auditor’s, their agency says. Each disclosure has a proof in proofs/ (C2SP tlog-proof); all of it is checked, without a network, by:',
    ),
    h('pre', null, 'despatch audit verify .'),
    isDraft ? h('p', null, 'A draft has neither review.json nor a signature.') : null,
  ]
}
