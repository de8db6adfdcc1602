import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'

/** The name of the caller's agency, as the trust log and all that is said of reviews there and in the log have it. */
export async function agencyName(db: Db, { agencyId }: Caller): Promise<string> {
  const { name } = await db
    .selectFrom('agency')
    .select('name')
    .where('id', '=', agencyId)
    .executeTakeFirstOrThrow()
  return name
}
