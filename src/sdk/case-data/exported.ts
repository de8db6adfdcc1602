import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { dayOf } from '../../domain/day.ts'
import { formatMarking, highestOf, parseMarking } from '../../domain/marking.ts'
import { Address, CalendarDate } from '../../domain/wire/primitives.ts'
import { KindName, SCHEMES } from '../../domain/wire/referral-fields.ts'
import type { OpenedReferral } from '../open-referral.ts'
import { guarded } from './cells.ts'
import { csvLines, lineOf } from './csv.ts'
import { type Cell, cellsOf, columnsOf } from './to-cells.ts'

/** A referral's data as a case system is given them: never without their marking. */
export const ExportedReferral = Type.Object(
  {
    despatch: Type.Literal('exported/1'),
    marking: Type.String({ maxLength: 200 }),
    reference: Type.String({ maxLength: 20 }),
    kind: KindName,
    from: Address,
    to: Type.Array(Address, { maxItems: 200 }),
    sent: CalendarDate,
    received: CalendarDate,
    data: Type.Unknown(),
  },
  { additionalProperties: false },
)
export type ExportedReferral = Static<typeof ExportedReferral>

/** The first line of an export in JSON: how all of it is marked. */
export const ExportHead = Type.Object(
  { despatch: Type.Literal('export/1'), marking: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
)

export const isExported = (value: unknown): value is ExportedReferral => Value.Check(ExportedReferral, value)
export const isExportHead = (value: unknown): boolean => Value.Check(ExportHead, value)

/** What was opened, as a row of an export. */
export const exportedOf = ({ view, manifest, data }: OpenedReferral): ExportedReferral => ({
  despatch: 'exported/1',
  marking: formatMarking(manifest.marking),
  reference: view.reference,
  kind: manifest.kind,
  from: manifest.from,
  to: manifest.to,
  sent: dayOf(new Date(manifest.created)),
  received: dayOf(new Date(view.acceptedAt)),
  data,
})

/** Columns that say of a referral what is not in its data. The marking is the first. */
export const MARKING_COLUMN = '#marking'
const aboutCells = ({ marking, reference, kind, from, to, sent, received }: ExportedReferral): Cell[] => [
  [MARKING_COLUMN, marking],
  ['#reference', reference],
  ['#kind', kind],
  ['#from', guarded(from)],
  ['#to', guarded(to.join(' '))],
  ['#sent', sent],
  ['#received', received],
]

/** How the whole of an export is marked: as the highest of it; of two schemes, which cannot be compared, as the highest of each. */
function markingsOf(rows: readonly ExportedReferral[]): string[] {
  const all = rows.map(({ marking }) => parseMarking(marking))
  return SCHEMES.flatMap((scheme) => highestOf(all.filter((one) => one.scheme === scheme)) ?? []).map(
    formatMarking,
  )
}

/** An export as CSV: the marking of the whole, a header, a line for each referral. */
export function exportCsv(rows: readonly ExportedReferral[]): string {
  const cells = rows.map((row) => [...aboutCells(row), ...cellsOf(row.data)])
  const columns = columnsOf(cells)
  return csvLines([markingsOf(rows), columns, ...cells.map((row) => lineOf(columns, row))])
}

/** The same as JSON lines. */
export const exportJsonLines = (rows: readonly ExportedReferral[]): string =>
  [{ despatch: 'export/1', marking: markingsOf(rows).join('; ') }, ...rows]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
