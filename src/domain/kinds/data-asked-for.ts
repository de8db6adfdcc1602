import Type, { type Static } from 'typebox'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { Choice } from './choices.ts'
import { Text } from './fields.ts'
import { field, gap, optionalField, type Part, type Section, text } from './layout.ts'
import { closed } from './schema-parts.ts'

/** The best first: records rather than a report, in a file that any program reads (S4 §4.3, step 4). */
const FORMATS = {
  'comma-delimited': 'Records, in a comma delimited file (CSV)',
  'other-records': 'Records, in another common file format',
  report: 'A report of the results, without the records',
  paper: 'On paper',
} as const

/** Core data are supplied once and then month by month (F11); all else once. */
const HOW_OFTEN = { once: 'Once', monthly: 'Now, and then every month' } as const

const MOST_HYPOTHESES = 20

/**
 * What an analyst's request holds besides its questions (F10; S4 §4.3, steps 1 and 4). All of it may be left out: a case worker
 * who asks about somebody seldom needs any of it.
 */
export const dataAskedFor = {
  /** What is meant by the words of the questions, such as which violent crime. */
  definitions: Type.Optional(
    Type.Array(closed({ term: Line(120), meaning: Text(1000) }), { minItems: 1, maxItems: 20 }),
  ),
  hypotheses: Type.Optional(Type.Array(Text(1000), { minItems: 1, maxItems: MOST_HYPOTHESES })),
  datasets: Type.Optional(
    Type.Array(
      closed({
        name: Line(200),
        /** Without an end it goes on to the day of the supply. */
        period: Type.Optional(closed({ from: CalendarDate, to: Type.Optional(CalendarDate) })),
        area: Type.Optional(Line(300)),
        /** No more of each record than the purpose needs (T2). */
        fields: Type.Array(Line(120), { minItems: 1, maxItems: 60, uniqueItems: true }),
        /** The hypotheses that it would test, by their numbers: the first is 1. */
        tests: Type.Optional(
          Type.Array(Type.Integer({ minimum: 1, maximum: MOST_HYPOTHESES }), {
            minItems: 1,
            maxItems: MOST_HYPOTHESES,
            uniqueItems: true,
          }),
        ),
      }),
      { minItems: 1, maxItems: 20 },
    ),
  ),
  supply: Type.Optional(
    closed({
      format: Choice(FORMATS),
      otherFormat: Type.Optional(Line(120)),
      howOften: Choice(HOW_OFTEN),
      /** The secure way that was agreed on with the supplier, where it is not a reply to the request. */
      otherWay: Type.Optional(Text(500)),
    }),
  ),
}

const Schema = closed(dataAskedFor)
type DataAskedFor = Static<typeof Schema>

/** What a schema cannot say of it. */
export function faultsOfDataAskedFor({
  definitions = [],
  hypotheses = [],
  datasets = [],
  supply,
}: DataAskedFor): Fault[] {
  const found: Fault[] = []
  const fault = (path: string, message: string) => found.push({ path, message })
  const terms = definitions.map(({ term }) => term.toLowerCase())
  for (const [place, term] of terms.entries()) {
    if (terms.indexOf(term) < place) fault(`/definitions/${place}/term`, 'is defined twice')
  }
  for (const [place, { period, tests = [] }] of datasets.entries()) {
    if (period?.to !== undefined && period.to < period.from) {
      fault(`/datasets/${place}/period/to`, 'must not be before the day from which data are asked for')
    }
    for (const [at, number] of tests.entries()) {
      if (number > hypotheses.length) {
        fault(`/datasets/${place}/tests/${at}`, 'must be the number of a hypothesis; the first is 1')
      }
    }
  }
  if (supply === undefined) return found
  if (datasets.length === 0) fault('/supply', 'must be left out where no dataset is asked for')
  const isOther = supply.format === 'other-records'
  if (isOther && supply.otherFormat === undefined) {
    fault('/supply/otherFormat', 'must say which file format')
  }
  if (!isOther && supply.otherFormat !== undefined) {
    fault('/supply/otherFormat', 'must be left out, unless the format is other-records')
  }
  return found
}

/** Its sections: none where nothing of it is there. */
export function dataSections({
  definitions = [],
  hypotheses = [],
  datasets = [],
  supply,
}: DataAskedFor): Section[] {
  return [
    section(
      'WHAT IS MEANT BY',
      definitions.flatMap(({ term, meaning }, place) => [
        ...(place === 0 ? [] : [gap]),
        field('Term', term),
        text(meaning),
      ]),
    ),
    section(
      'HYPOTHESES TO BE TESTED',
      hypotheses.map((words, place) => field(`Hypothesis ${place + 1}`, words)),
    ),
    section('DATA ASKED FOR', datasets.flatMap(datasetParts)),
    section('HOW THE DATA ARE WANTED', supply === undefined ? [] : supplyParts(supply)),
  ].flat()
}

function section(heading: string, parts: Part[]): Section[] {
  return parts.length === 0 ? [] : [{ heading, parts }]
}

function datasetParts(
  { name, period, area, fields, tests }: NonNullable<DataAskedFor['datasets']>[number],
  place: number,
): Part[] {
  return [
    ...(place === 0 ? [] : [gap]),
    field(`${place + 1}. Dataset`, name),
    ...optionalField('Period', period && periodInWords(period)),
    ...optionalField('Area', area),
    field('Fields', fields.join('; ')),
    ...optionalField('Tests hypothesis', tests?.join(', ')),
  ]
}

function periodInWords({ from, to }: { from: string; to?: string }): string {
  return to === undefined ? `from ${from}` : `${from} to ${to}`
}

function supplyParts({
  format,
  otherFormat,
  howOften,
  otherWay,
}: NonNullable<DataAskedFor['supply']>): Part[] {
  return [
    field('Format', otherFormat === undefined ? FORMATS[format] : `${FORMATS[format]}: ${otherFormat}`),
    field('How often', HOW_OFTEN[howOften]),
    ...optionalField('Sent by', otherWay),
  ]
}
