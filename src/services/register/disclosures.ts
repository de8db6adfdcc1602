import type {
  DisclosureFilters,
  DisclosureRow,
  DisclosuresResponse,
} from '../../domain/wire/register-response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { disclosureQuery } from './disclosure-query.ts'
import { readDisclosureRows } from './disclosure-row.ts'
import { nextCursor, type RegisterPage, readCursor } from './page.ts'
import { recordReading } from './record-reading.ts'
import { type RegisterScope, registerScope } from './scope.ts'

/**
 * A page of the register of disclosures as far as the caller may read it, newest first: an auditor all of it, a
 * liaison officer what their own agency sent or received. The reading is entered in the log.
 *
 * @throws ProblemError `not-yours`, `invalid-request`
 */
export async function readDisclosures(
  dependencies: { db: Db; clock: () => Date },
  caller: Caller,
  filters: DisclosureFilters,
  page: RegisterPage,
): Promise<DisclosuresResponse> {
  const scope = registerScope(caller)
  const { cursor, limit } = page
  const answer = await disclosurePage(dependencies.db, scope, filters, { before: readCursor(cursor), limit })
  await recordReading(dependencies, caller, {
    what: 'disclosures',
    filters: { ...filters, ...(cursor === undefined ? {} : { cursor }) },
  })
  return answer
}

/** One page by its place, unrecorded: what reads a whole register records the reading once. */
export async function disclosurePage(
  db: Db,
  scope: RegisterScope,
  filters: DisclosureFilters,
  { before, limit }: { before: bigint | undefined; limit: number },
): Promise<{ rows: DisclosureRow[]; next: string | null }> {
  const places = await disclosureQuery(db, scope, filters, before)
    .limit(limit + 1)
    .execute()
  const shown = places.slice(0, limit).map(({ seq }) => seq)
  return { rows: await readDisclosureRows(db, shown), next: nextCursor(places, limit) }
}
