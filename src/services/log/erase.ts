import { sql } from 'kysely'
import { dayOf } from '../../domain/day.ts'
import { Destroyed, type DestructionReason, MOST_DESTROYED } from '../../domain/wire/destroyed.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import type { Db } from '../db.ts'
import { demandDecided, type SignedDecision } from './demand-decided.ts'
import { stageOne } from './stage.ts'

/** Why records are destroyed, and what decided it, or what a person signed who did. */
export type Destruction =
  | { reason: 'retention-over'; decided: { by: 'schedule' } }
  | { reason: DestructionReason; decided: { by: 'person' } & SignedDecision }

/**
 * Destroys what stands behind entries of the log, record and salt of each, and stages the entry that says so: in one
 * transaction, so that there is never one without the other. The entries themselves stay, and every proof of them.
 *
 * What is destroyed already is left out. The same text may stand elsewhere: a manifest with its referral, a receipt with its
 * delivery; that is for whoever ends these.
 *
 * @param stagedIds at most {@link MOST_DESTROYED}
 * @returns the staged id of the `destroyed` record; null when there was nothing left to destroy
 * @throws RangeError for too many, for what is not in the log yet, for records of destructions, and for what is to be kept longer
 *   where the reason is that it is not; ProblemError for what a person decided (see `demandDecided`): nothing is erased then
 */
export async function eraseRecords(
  { db, clock }: { db: Db; clock: () => Date },
  stagedIds: readonly bigint[],
  { reason, decided }: Destruction,
): Promise<bigint | null> {
  const wanted = [...new Set(stagedIds)]
  if (wanted.length > MOST_DESTROYED)
    throw new RangeError(`at most ${MOST_DESTROYED} records are erased at once`)
  return db.transaction().execute(async (tx) => {
    // One after the other: what two destructions both name is destroyed by the first of them.
    await sql`select pg_advisory_xact_lock(hashtextextended('despatch erasure', 0))`.execute(tx)
    const { rows } = await sql<Row>`
      select staged.id, staged.type, staged.referral_id, staged.salt is null as erased,
          (select destroy_after::text from referral where referral.id = staged.referral_id) as kept_until,
          (select idx from log_entry where staged_id = staged.id) as idx
        from log_staged staged where id = any(${wanted.map(String)}::bigint[]) order by id`.execute(tx)
    const left = rows.filter(({ erased }) => !erased)
    if (rows.length < wanted.length || left.some(({ idx }) => idx === null))
      throw new RangeError('only what the log has entered can be erased')
    if (left.some(({ type }) => type === 'destroyed'))
      throw new RangeError('the record of a destruction is not erased')
    const now = clock()
    const kept =
      reason === 'retention-over' && left.find(({ kept_until }) => (kept_until ?? '') >= dayOf(now))
    if (kept)
      throw new RangeError(`what stands behind entry ${kept.idx} is to be kept until ${kept.kept_until}`)
    const entries = left.map(({ idx }) => idx ?? 0n).sort((a, b) => (a < b ? -1 : 1))
    if (entries.length === 0) return null
    const destroyed: Destroyed = {
      despatch: 'destroyed/1',
      entries: entries.map(String),
      reason,
      decided: await whoDecided(tx, decided, { wanted: entries, reason, now }),
      time: now.toISOString(),
    }
    const referrals = new Set(left.map(({ referral_id }) => referral_id))
    const [only = null] = referrals
    const by = await stageOne(tx, {
      type: 'destroyed',
      record: writeStatement(Destroyed, destroyed),
      // The parties of a referral that is destroyed may open what says so.
      referralId: referrals.size === 1 ? only : null,
    })
    await sql`select erase_records(${String(by)}::bigint)`.execute(tx)
    return by
  })
}

/** What the entry says of it. A person's word is taken no sooner than it is known what would be destroyed. */
async function whoDecided(
  tx: Db,
  decided: Destruction['decided'],
  of: Parameters<typeof demandDecided>[2],
): Promise<Destroyed['decided']> {
  if (decided.by === 'schedule') return decided
  const { statement, signature } = decided
  return { by: 'person', person: await demandDecided(tx, decided, of), statement, signature }
}

type Row = {
  id: bigint
  type: string
  referral_id: string | null
  erased: boolean
  kept_until: string | null
  idx: bigint | null
}
