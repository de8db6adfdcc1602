import { prescribedInWords } from '../../domain/prescribed.ts'
import { replyInWords } from '../../domain/replies.ts'
import type {
  DisclosureFilters,
  DisclosureRow,
  ExportFormat,
  RefusalFilters,
  RefusalRow,
} from '../../domain/wire/register-response.ts'
import { type Caller, readCaller } from '../caller.ts'
import type { Db } from '../db.ts'
import { csvText } from './csv.ts'
import { demandKnown } from './demand-known.ts'
import { placesOf } from './disclosure-query.ts'
import { disclosurePage } from './disclosures.ts'
import { recordReading } from './record-reading.ts'
import { refusalPage } from './refusals.ts'
import { type RegisterScope, registerScope } from './scope.ts'

/** Rows in memory at once, whatever the length of the register. */
const BATCH = 200

type Dependencies = { db: Db; clock: () => Date }
type Page<Row> = { rows: Row[]; next: string | null }

/**
 * The register of disclosures as one text, piece by piece: CSV (RFC 4180, with a header line) or JSON
 * (`{"rows":[…]}`), newest first. Rows that are entered after the first piece are not in it. The reading is entered in the log, once,
 * before the first piece.
 *
 * @throws ProblemError `not-yours`, `invalid-request`, before anything is read
 */
export async function exportDisclosures(
  dependencies: Dependencies,
  caller: Caller,
  filters: DisclosureFilters,
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  const { db } = dependencies
  registerScope(caller)
  await demandKnown(db, filters)
  const places = await placesOf(db, filters)
  const pages = async (before: bigint | undefined) =>
    disclosurePage(db, await scopeNow(db, caller), filters, { before, places, limit: BATCH })
  const first = await pages(undefined)
  await recordReading(dependencies, caller, { what: 'disclosures', filters: { ...filters, export: format } })
  return pieces(first, pages, format, DISCLOSURE_COLUMNS)
}

/** The same of the refusals. */
export async function exportRefusals(
  dependencies: Dependencies,
  caller: Caller,
  filters: RefusalFilters,
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  const { db } = dependencies
  registerScope(caller)
  await demandKnown(db, filters)
  const pages = async (before: bigint | undefined) =>
    refusalPage(db, await scopeNow(db, caller), filters, { before, limit: BATCH })
  const first = await pages(undefined)
  await recordReading(dependencies, caller, { what: 'refusals', filters: { ...filters, export: format } })
  return pieces(first, pages, format, REFUSAL_COLUMNS)
}

/** What the caller may read at this moment: an export may take long, and a suspension counts at once. */
const scopeNow = async (db: Db, { personId }: Caller): Promise<RegisterScope> =>
  registerScope(await readCaller(db, personId))

async function* pieces<Row>(
  first: Page<Row>,
  pages: (before: bigint) => Promise<Page<Row>>,
  format: ExportFormat,
  columns: Columns<Row>,
): AsyncGenerator<string> {
  yield format === 'csv' ? csvText([Object.keys(columns)]) : '{"rows":['
  for (let page = first, isFirst = true; ; page = await pages(BigInt(page.next)), isFirst = false) {
    if (format === 'csv') {
      yield csvText(page.rows.map((row) => Object.values(columns).map((column) => column(row))))
    } else if (page.rows.length > 0) {
      yield `${isFirst ? '' : ','}\n${page.rows.map((row) => JSON.stringify(row)).join(',\n')}`
    }
    if (page.next === null) break
  }
  if (format === 'json') yield '\n]}\n'
}

/** The columns of a CSV, in order, and what stands in each. */
type Columns<Row> = Readonly<Record<string, (row: Row) => string>>

const DISCLOSURE_COLUMNS: Columns<DisclosureRow> = {
  at: (row) => row.at,
  reference: (row) => row.reference,
  kind: (row) => row.kind,
  urgency: (row) => row.urgency ?? '',
  marking: (row) => row.marking ?? '',
  from_agency: (row) => row.from.agencyName ?? '',
  from_mailbox: (row) => row.from.mailbox ?? '',
  from_domain: (row) => row.from.domain ?? '',
  to_agency: (row) => row.to.agencyName,
  to_mailbox: (row) => row.to.mailbox,
  data_class: (row) => row.dataClass ?? '',
  categories: (row) => row.categories.join(' '),
  purpose: (row) => row.purpose ?? '',
  consent: (row) => row.consent ?? '',
  other_consents: (row) => row.otherConsents.map(({ who, state }) => `${who}:${state}`).join(' '),
  guardian_consent: ({ guardian }) => (guardian ? `${guardian.consented} ${guardian.reference}` : ''),
  bases: (row) => row.bases.join(' '),
  prescribed: ({ prescribed }) => (prescribed ? prescribedInWords(prescribed) : ''),
  reply: ({ reply }) => (reply ? replyInWords(reply) : ''),
  agreement: ({ agreement }) => (agreement ? `${agreement.id}/${agreement.version}` : ''),
  other_agreements: (row) => row.otherAgreements.map(({ id, version }) => `${id}/${version}`).join(' '),
  sealed_on_arrival: (row) => (row.sealedOnArrival ? 'yes' : 'no'),
  state: (row) => row.state,
  answer: (row) => row.answer ?? '',
  evidence: (row) => row.evidence ?? '',
  leaf: (row) => row.leaf ?? '',
  record: (row) => row.record,
  destruction: (row) => row.destruction ?? '',
  referral: (row) => row.referral,
  delivery: (row) => row.delivery,
}

const REFUSAL_COLUMNS: Columns<RefusalRow> = {
  at: (row) => row.at,
  agency: (row) => row.agencyName,
  mailbox: (row) => row.mailbox,
  kind: (row) => row.kind,
  marking: (row) => row.marking ?? '',
  data_class: (row) => row.dataClass ?? '',
  agreement: ({ agreement }) => (agreement ? `${agreement.id}/${agreement.version}` : ''),
  outcome: (row) => row.outcome,
  rules: (row) => row.rules.join(' '),
  leaf: (row) => row.leaf ?? '',
  record: (row) => row.record,
  destruction: (row) => row.destruction ?? '',
}
