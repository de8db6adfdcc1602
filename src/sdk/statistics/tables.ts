import { knownBasis } from '../../domain/rule-sets.ts'
import type { StatisticsResponse } from '../../domain/wire/statistics-response.ts'
import type { RuleAmendment } from '../../domain/wire/trust/rules.ts'

/** What bases were added by, and so are called. */
export type Amendments = readonly Pick<RuleAmendment, 'changes'>[]

/** A row: what it is of, the same in one or two lines for a plot, and for each measure a count for each month. */
export type StatisticsRow = { names: string[]; label: string[]; counts: number[][] }

/** Counts by month, most first: what the terminal, the files and the page all show. */
export type StatisticsTable = {
  /** as a file is called */
  id: string
  title: string
  /** what counts, and for what, in sentences */
  about: string
  /** what `names` are */
  headings: string[]
  /** what is counted: one thing, or several beside one another */
  measures: string[]
  rows: StatisticsRow[]
  /** several rows as one, at the end; null where there is nothing else */
  others: StatisticsRow | null
}

/** Rows of a table that people are shown; the others are one sum. Files have them all. */
export const MOST_SHOWN = 20

/** What the service counted, as tables. `amendments`: those of all agreements. */
export function statisticsTables(found: StatisticsResponse, amendments: Amendments): StatisticsTable[] {
  return [
    byPair(found),
    byBasis(found, amendments),
    byKind(found),
    byMarking(found),
    byAgency(found),
    byRule(found),
  ]
}

const DISCLOSURES = ['disclosures']

function byPair({ pairs, otherPairs }: StatisticsResponse): StatisticsTable {
  return {
    id: 'disclosures-by-pair',
    title: 'Disclosures by sender and recipient',
    about:
      'Each disclosure to one mailbox counts once. A sender that no network bears out is not proven; nothing is said of whose mail it was.',
    headings: ['from', 'to'],
    measures: DISCLOSURES,
    rows: pairs.map(({ from, to, counts }) => {
      const sender = from?.name ?? 'not proven'
      return { names: [sender, to.name], label: [sender, `→ ${to.name}`], counts: [counts] }
    }),
    others:
      otherPairs.pairs === 0
        ? null
        : {
            names: [`${otherPairs.pairs} other pairs`, ''],
            label: othersLabel(otherPairs.pairs),
            counts: [otherPairs.counts],
          },
  }
}

function byBasis({ bases }: StatisticsResponse, amendments: Amendments): StatisticsTable {
  const basisName = (code: string) => knownBasis(code, amendments)?.name ?? ''
  return {
    id: 'disclosures-by-basis',
    title: 'Disclosures by legal basis',
    about:
      'A disclosure counts for each basis that its sender named, so these are more than there were disclosures. Mail from a partner names none.',
    headings: ['basis', 'name'],
    measures: DISCLOSURES,
    rows: bases.map(({ value, counts }) => ({
      names: [value ?? 'none named', value === null ? '' : basisName(value)],
      label: [value ?? 'none named', value === null ? '' : basisName(value)].filter((line) => line !== ''),
      counts: [counts],
    })),
    others: null,
  }
}

const byKind = ({ kinds }: StatisticsResponse): StatisticsTable => ({
  id: 'disclosures-by-kind',
  title: 'Disclosures by kind',
  about: 'Mail from a partner counts under the kind that its reader filed it under, and as mail until then.',
  headings: ['kind'],
  measures: DISCLOSURES,
  rows: kinds.map(({ value, counts }) => oneName(value ?? 'none', counts)),
  others: null,
})

const byMarking = ({ markings }: StatisticsResponse): StatisticsTable => ({
  id: 'disclosures-by-marking',
  title: 'Disclosures by protective marking',
  about: 'Mail from a partner counts under the marking that its reader filed it under.',
  headings: ['marking'],
  measures: DISCLOSURES,
  rows: markings.map(({ value, counts }) => oneName(value ?? 'not yet marked', counts)),
  others: null,
})

const oneName = (name: string, counts: number[]): StatisticsRow => ({
  names: [name],
  label: [name],
  counts: [counts],
})

const byAgency = ({ answers }: StatisticsResponse): StatisticsTable => ({
  id: 'answers-by-agency',
  title: 'Answers that were asked for by a day, by the agency asked',
  about:
    'Each counts in the month of the day by which it was asked for. Late is what was answered after that day (in the United Kingdom); not answered, what was not and is overdue. An answer is a signed receipt that takes it on, returns or declines it, a reply of the mailbox, or mail of the partner that was joined to what it answers; a request for information is not answered by taking it on, and nothing by acknowledging it. Withdrawn is what its sender took back before anybody had collected it.',
  headings: ['agency'],
  measures: ['in time', 'late', 'not answered', 'not yet due', 'withdrawn'],
  rows: answers.map(({ name, inTime, late, unanswered, open, withdrawn }) => ({
    names: [name],
    label: [name],
    counts: [inTime, late, unanswered, open, withdrawn],
  })),
  others: null,
})

const byRule = ({ rules }: StatisticsResponse): StatisticsTable => ({
  id: 'refusals-by-rule',
  title: 'Refusals by rule',
  about:
    'What reached the service and its rules did not let through counts for each rule that was not met. What the sender’s own machine stopped never left it and is not here.',
  headings: ['rule'],
  measures: ['refused', 'something missing'],
  rows: rules.map(({ rule, refused, needs }) => ({ names: [rule], label: [rule], counts: [refused, needs] })),
  others: null,
})

/** A table of at most so many rows, and the rest as one. */
export function shortened(table: StatisticsTable, most = MOST_SHOWN): StatisticsTable {
  const rest = table.rows.slice(most)
  if (rest.length === 0) return table
  const counts = addRows([...rest, ...(table.others ? [table.others] : [])])
  const told = Number.parseInt(table.others?.names[0] ?? '0', 10)
  const label = othersLabel(rest.length + told)
  const names = table.headings.map((_, at) => (at === 0 ? (label[0] ?? '') : ''))
  return { ...table, rows: table.rows.slice(0, most), others: { names, label, counts } }
}

const othersLabel = (count: number): string[] => [`${count} others`]

/** Measure by measure and month by month, the sum of some rows. */
export function addRows(rows: readonly StatisticsRow[]): number[][] {
  const [first] = rows
  return (first?.counts ?? []).map((months, measure) =>
    months.map((_, month) => sum(rows.map(({ counts }) => counts[measure]?.[month] ?? 0))),
  )
}

/** All rows of a table, the others last. */
export const allRows = ({ rows, others }: StatisticsTable): StatisticsRow[] => [
  ...rows,
  ...(others ? [others] : []),
]

export const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0)
/** Of each measure, what it comes to over all months. */
export const totals = ({ counts }: Pick<StatisticsRow, 'counts'>): number[] => counts.map(sum)
