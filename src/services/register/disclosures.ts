import type {
  DisclosureFilters,
  DisclosureRow,
  DisclosuresResponse,
} from '../../domain/wire/register-response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandKnown } from './demand-known.ts'
import { disclosureQuery, type Places, placesOf } from './disclosure-query.ts'
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
  await demandKnown(dependencies.db, filters)
  const { cursor, limit } = page
  const places = await placesOf(dependencies.db, filters)
  const answer = await disclosurePage(dependencies.db, scope, filters, {
    before: readCursor(cursor),
    places,
    limit,
  })
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
  { before, places, limit }: { before: bigint | undefined; places: Places; limit: number },
): Promise<{ rows: DisclosureRow[]; next: string | null }> {
  const found = await disclosureQuery(db, scope, filters, { before, places })
    .limit(limit + 1)
    .execute()
  const shown = found.slice(0, limit).map(({ seq }) => seq)
  return { rows: await readDisclosureRows(db, shown), next: nextCursor(found, limit) }
}
