import { formatMarking, MarkingError, parseMarking } from '../../../domain/marking.ts'
import { check } from '../../../domain/wire/check.ts'
import type { Directory } from '../../../domain/wire/directory.ts'
import { Address, CalendarDate } from '../../../domain/wire/primitives.ts'
import {
  DisclosureFilters,
  type DisclosureRow,
  type ExportFormat,
} from '../../../domain/wire/register-response.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { registerReference } from '../../../sdk/register.ts'
import { createRowSplitter } from '../../../sdk/register-rows.ts'
import { sentenceOf } from '../../../sdk/sentence.ts'
import { work } from '../open-session.ts'
import { FILTER_NAMES, type FilterName, type Filters } from './filters.ts'

/** Who can be asked for: ids and names that are the same for everybody. */
export type Parties = { agencies: Directory['agencies']; mailboxes: Directory['mailboxes'] }

/** A page of the register; `next`: where it goes on, null at its end. */
export type RegisterPage = { rows: DisclosureRow[]; next: string | null }

const PAGE = 50

export async function parties(): Promise<Parties> {
  const { session } = await work()
  const { agencies, mailboxes } = await session.client.directory()
  return { agencies, mailboxes }
}

/**
 * What was typed, as an address and the service have it.
 * @returns the filters, or what is wrong with which field in a sentence
 */
export async function readFilters(
  typed: Filters,
): Promise<{ filters: Filters } | { faults: { field: FilterName; message: string }[] }> {
  const filters: Filters = {}
  const faults: { field: FilterName; message: string }[] = []
  for (const name of FILTER_NAMES) {
    const text = (typed[name] ?? '').trim()
    if (text === '') continue
    try {
      filters[name] = READERS[name]?.(text) ?? text
    } catch (error) {
      faults.push({ field: name, message: sentenceOf(error) ?? 'Enter it in another form' })
    }
  }
  if (filters.mailbox && !(await isKnown(filters.mailbox)))
    faults.push({ field: 'mailbox', message: 'Enter a mailbox that is in the directory' })
  const { since, until } = filters
  if (since && until && since > until)
    faults.push({ field: 'until', message: 'The last day must be the first day or later' })
  if (faults.length > 0) return { faults }
  return { filters }
}

/** What is in the directory may stand in an address; what else somebody typed may not. */
const isKnown = async (mailbox: string): Promise<boolean> =>
  (await parties()).mailboxes.some(({ address }) => address === mailbox)

const day = (text: string): string => {
  if (check(CalendarDate, text).length === 0) return text
  throw new ClientError('Enter a real day, such as 27 3 2010')
}

const READERS: Partial<Record<FilterName, (text: string) => string>> = {
  mailbox(text) {
    const address = text.toLowerCase()
    if (check(Address, address).length === 0) return address
    throw new ClientError('Enter a mailbox in full, such as asb.team@liverpool.gcsx.gov.test')
  },
  marking(text) {
    try {
      return formatMarking(parseMarking(text))
    } catch (error) {
      throw error instanceof MarkingError ? new ClientError(error.message) : error
    }
  },
  reference: registerReference,
  since: day,
  until: day,
}

/** A page of what was disclosed, newest first. The service enters that it was read in the log. */
export async function disclosures({
  filters,
  after,
}: {
  filters: Filters
  after: string | null
}): Promise<RegisterPage> {
  const { session } = await work()
  return session.client.disclosures(demandFilters(filters), {
    limit: PAGE,
    ...(after === null ? {} : { cursor: after }),
  })
}

/**
 * All that the filters leave, as one file; one reading in the log.
 * @throws ClientError when it breaks off: half a register is never given out
 */
export async function registerFile({
  filters,
  format,
}: {
  filters: Filters
  format: ExportFormat
}): Promise<Blob> {
  const { session } = await work()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const splitter = createRowSplitter()
  for await (const piece of session.client.disclosuresExport(format, demandFilters(filters))) {
    if (format === 'json') splitter.push(piece)
    pieces.push(new Uint8Array(piece))
  }
  if (format === 'json') splitter.end()
  return new Blob(pieces)
}

/** What stands in an address is anybody's. */
export function demandFilters(filters: Filters): DisclosureFilters {
  const [fault] = check(DisclosureFilters, filters)
  if (!fault) return filters as DisclosureFilters
  throw new ClientError(
    `The register cannot be asked for that: ${fault.path.slice(1)} ${fault.message}. Clear the filters and choose again.`,
  )
}
