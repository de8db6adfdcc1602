import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { sha256Hex } from '../../crypto/digest.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import type { LeasedDelivery } from './lease.ts'

/** What came of one attempt to relay. `code` is the SMTP code, null when no reply came. */
export type AttemptOutcome = {
  outcome: 'relayed' | 'retry' | 'failed'
  host: string
  tls: string | null
  code: number | null
  reply: string
}

/** Seconds until the next attempt, by attempts made; the last repeats. */
const BACKOFF_SECONDS = [5, 30, 60, 120, 300, 600, 1800, 3600]

/**
 * Records an attempt, its evidence and what follows from it, in one transaction.
 *
 * A reply over TLS is `authenticated`, since the server's certificate was verified (against the route's pin, or
 * by name); any other is `reported`. Should the lease have been lost meanwhile, the attempt is kept all the same:
 * it did happen.
 *
 * @returns the delivery's state afterwards
 */
export async function recordAttempt(
  { db, clock }: { db: Db; clock: () => Date },
  leased: LeasedDelivery,
  attempt: AttemptOutcome,
): Promise<string> {
  const now = clock()
  const next = attempt.outcome === 'retry' && now >= leased.giveUpAt ? 'expired' : attempt.outcome
  const bytes = new TextEncoder().encode(`${attempt.host} ${attempt.code ?? '-'} ${attempt.reply}`)
  const sha256 = await sha256Hex(bytes)
  return db.transaction().execute(async (tx) => {
    await tx
      .insertInto('attempt')
      .values({
        delivery_id: leased.id,
        n: leased.attempt,
        at: now,
        host: attempt.host,
        tls: attempt.tls,
        code: attempt.code,
        reply: attempt.reply,
      })
      .execute()
    if (attempt.code !== null) {
      await tx
        .insertInto('evidence')
        .values({
          id: uuidv7(),
          delivery_id: leased.id,
          kind: 'smtp-reply',
          says: attempt.reply.slice(0, 500),
          strength: attempt.tls === null ? 'reported' : 'authenticated',
          bytes,
          sha256,
          at: now,
        })
        .onConflict((at) => at.columns(['delivery_id', 'sha256']).doNothing())
        .execute()
    }
    const changed = await tx
      .updateTable('delivery')
      .set(
        next === 'retry'
          ? {
              lease_until: null,
              next_attempt_at: sql<Date>`now() + make_interval(secs => ${backoff(leased.attempt)})`,
            }
          : { state: next, lease_until: null, next_attempt_at: null, changed_at: now },
      )
      .where('id', '=', leased.id)
      .where('state', '=', 'accepted')
      .returning('state')
      .executeTakeFirst()
    // A partner's receipt may overtake our own note that it was relayed; both stand in the log.
    if (next === 'relayed' || (changed && next !== 'retry')) {
      await stageOne(tx, {
        type: next,
        record: JSON.stringify({
          despatch: `${next}/1`,
          referral: leased.referralId,
          delivery: leased.id,
          mailbox: leased.address,
          host: attempt.host,
          code: attempt.code,
          time: now.toISOString(),
        }),
        referralId: leased.referralId,
      })
    }
    return changed?.state ?? 'unchanged'
  })
}

/** Half of the step is certain and half is chance, so that many retries do not come at once. */
function backoff(attempts: number): number {
  const step = BACKOFF_SECONDS[Math.min(attempts, BACKOFF_SECONDS.length) - 1] ?? 3600
  return step / 2 + Math.random() * (step / 2)
}
