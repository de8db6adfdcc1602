import { csvOf } from '../../csv.ts'
import { REPORT_MARKING, type ReportContents } from './contents.ts'

/** The leaves of a report as CSV, the marking its first and its last line. */
export function reportTable({ items }: ReportContents): string {
  const rows = items.map(({ leaf, type, facts, outcome, note }) => [
    leaf,
    type,
    outcome ?? '',
    note,
    facts === null ? 'erased or withheld' : 'opened',
    facts?.reference ?? '',
    facts?.time ?? '',
    facts?.kind ?? '',
    facts?.marking ?? '',
    facts?.from ?? '',
    facts?.to.join(' ') ?? '',
    facts?.dataClass ?? '',
    facts?.categories.join(' ') ?? '',
    facts?.purpose ?? '',
    facts?.consent ?? '',
    facts?.guardian ?? '',
    facts?.bases.join(' ') ?? '',
    facts?.prescribed ?? '',
    facts?.reply ?? '',
    facts?.agreement ?? '',
  ])
  return csvOf([[REPORT_MARKING], HEADINGS, ...rows, [REPORT_MARKING]])
}

const HEADINGS = [
  ...['leaf', 'type', 'outcome', 'note', 'record', 'reference', 'at', 'kind', 'marking', 'from', 'to'],
  ...[
    'data_class',
    'categories',
    'purpose',
    'consent',
    'guardian_consent',
    'bases',
    'prescribed',
    'reply',
    'agreement',
  ],
]
