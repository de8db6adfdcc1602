import { problem } from '../../domain/problems.ts'
import { trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { appendTrust } from './append.ts'
import type { TrustStanding } from './standing.ts'

/**
 * Enters a statement that somebody brings: the co-ordinator any, a liaison officer or deputy those of their own agency,
 * everybody what ends their own key. Whether it counts is for its signatures to say.
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
  const relations = demandAction(caller, 'enter-trust')
  if (relations.has('any')) return
  const type = trustTypeOf(statement)
  if (type === null) throw problem('trust-refused', 'This is no statement that the trust log takes.')
  const said: { agency?: unknown; by?: unknown; certificate?: unknown } = JSON.parse(statement)
  if (relations.has('own-agency')) {
    const agency = await db
      .selectFrom('agency')
      .select('name')
      .where('id', '=', caller.agencyId)
      .executeTakeFirstOrThrow()
    if ((said.by ?? said.agency) === agency.name) return
  }
  const own = await db
    .selectFrom('certificate')
    .select('fpr')
    .where('person_id', '=', caller.personId)
    .where('state', '=', 'current')
    .executeTakeFirst()
  const endsOwn = type === 'appointment-end' || type === 'revocation'
  if (endsOwn && own?.fpr === said.certificate) return
  throw problem(
    'not-yours',
    'You may enter what your own agency signed, as its liaison officer, or end your own key.',
  )
}
