import { problem } from '../../domain/problems.ts'
import { trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { appendTrust } from './append.ts'
import type { TrustStanding } from './standing.ts'

/**
 * Enters a statement that somebody brings: the co-ordinator any, a liaison officer or deputy those of their own agency.
 * Whether it counts is for its signatures to say.
 *
 * @returns how many records the trust log has with it
 * @throws ProblemError `not-yours`, `trust-refused`, `conflict`
 */
export async function enterTrust(
  { db, clock, standing }: { db: Db; clock: () => Date; standing: TrustStanding },
  caller: Caller,
  record: TrustRecord,
): Promise<{ size: number }> {
  await demandMayBring(db, caller, record)
  const state = await db
    .transaction()
    .execute(async (transaction) => appendTrust(transaction, [record], { standing, now: clock() }))
  return { size: state.size }
}

async function demandMayBring(db: Db, caller: Caller, { statement }: TrustRecord): Promise<void> {
  if (demandAction(caller, 'enter-trust').has('any')) return
  if (trustTypeOf(statement) === null)
    throw problem('trust-refused', 'This is no statement that the trust log takes.')
  const said = saidIn(statement)
  const agency = await db
    .selectFrom('agency')
    .select('name')
    .where('id', '=', caller.agencyId)
    .executeTakeFirstOrThrow()
  const by = said.by ?? said.agency
  if (by === undefined)
    throw problem(
      'not-yours',
      'What several agencies have signed, such as an agreement or its annex, is entered by the co-ordinator.',
    )
  if (by === agency.name) return
  throw problem('not-yours', 'You may enter what your own agency has signed.')
}

function saidIn(statement: string): { agency?: unknown; by?: unknown } {
  try {
    return JSON.parse(statement)
  } catch {
    throw problem('trust-refused', 'This is no statement that the trust log takes.')
  }
}
