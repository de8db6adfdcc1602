import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../db.ts'
import { noteSeen } from '../routes/note-seen.ts'
import type { LeasedDelivery } from './lease.ts'

/** What came of one attempt to relay. `code` is the SMTP code, null when no reply came. */
export type AttemptOutcome = {
  outcome: 'relayed' | 'retry' | 'failed'
  host: string
  tls: string | null
  code: number | null
  reply: string
  /** the word for what was wrong with the way; null, or left out, where nothing was; `ours` where it was on our side */
  fault?: string | null
  /** what the server showed of itself over TLS; null, or left out, where it was not reached */
  seen?: {
    size: number | null
    certificate: { subject: string; sha256: string; notAfter: Date } | null
  } | null
  /** the MTA-STS policy of the domain, to be kept; null, or left out, where none was read */
  policy?: string | null
}

/** An attempt that was made under a lease. */
export type Attempted = { leased: LeasedDelivery; attempt: AttemptOutcome }

/** Seconds until the next attempt, by attempts made; the last repeats. */
const BACKOFF_SECONDS = [5, 30, 60, 120, 300, 600, 1800, 3600]
/** No next attempt is further off than this. */
export const LONGEST_PAUSE_SECONDS = Math.max(...BACKOFF_SECONDS)

/**
 * Records attempts, their evidence, what follows from them and what they say of the way, in one statement: all of it or
 * nothing. The next attempt is never later than the delivery is given up, when the last is made.
 *
 * A reply over TLS is `authenticated`, since the server's certificate was verified (against the route's pin, or
 * by name); any other is `reported`. Should the lease have been lost meanwhile, the attempt is kept all the same: it
 * did happen.
 */
export async function recordAttempts(
  { db, clock }: { db: Db; clock: () => Date },
  attempts: readonly Attempted[],
): Promise<void> {
  if (attempts.length === 0) return
  const now = clock()
  const rows = JSON.stringify(attempts.map((attempt) => rowOf(attempt, now)))
  await sql`/* prepared: record attempts */
    with made as (
      select * from json_to_recordset(${rows}::json) as made (
        delivery uuid, referral uuid, n integer, at timestamptz, host text, tls text, code integer, reply text,
        evidence uuid, says text, strength text, bytes text, sha256 text, next text, wait float8, record text, salt text)
    ), attempted as (
      insert into attempt (delivery_id, n, at, host, tls, code, reply)
        select delivery, n, at, host, tls, code, reply from made
    ), proven as (
      insert into evidence (id, delivery_id, kind, says, strength, bytes, sha256, at)
        select evidence, delivery, 'smtp-reply', says, strength, decode(bytes, 'hex'), sha256, at
          from made where code is not null
        on conflict (delivery_id, sha256) do nothing
    ), changed as (
      update delivery d
        set state = case made.next when 'retry' then d.state else made.next end,
            next_attempt_at = case made.next when 'retry'
              then least(now() + make_interval(secs => made.wait), greatest(d.give_up_at, now())) end,
            lease_until = null,
            changed_at = case made.next when 'retry' then d.changed_at else made.at end
        from made
        where d.id = made.delivery and d.state = 'accepted'
          -- Who holds the lease by now sets its next time.
          and (made.next <> 'retry' or d.attempts = made.n)
        returning d.id
    ), ${noteSeen(attempts)}
    insert into log_staged (type, record, salt, referral_id)
      select made.next, made.record, decode(made.salt, 'hex'), made.referral
        from made left join changed on changed.id = made.delivery
        -- A partner's receipt may overtake our own note that it was relayed; both stand in the log.
        where made.next = 'relayed' or (made.next <> 'retry' and changed.id is not null)`.execute(db)
}

function rowOf({ leased, attempt }: Attempted, now: Date) {
  const { outcome, host, tls, code } = attempt
  const next = outcome === 'retry' && leased.last ? 'expired' : outcome
  // A reply that was cut to its length may end in half a character, which the database would refuse.
  const reply = attempt.reply.toWellFormed()
  const bytes = Buffer.from(`${host} ${code ?? '-'} ${reply}`)
  return {
    delivery: leased.id,
    referral: leased.referralId,
    n: leased.attempt,
    at: now,
    host,
    tls,
    code,
    reply,
    evidence: uuidv7(),
    says: reply.slice(0, 500).toWellFormed(),
    strength: tls === null ? 'reported' : 'authenticated',
    bytes: bytes.toString('hex'),
    sha256: hash('sha256', bytes),
    next,
    wait: backoff(leased.attempt),
    record: JSON.stringify({
      despatch: `${next}/1`,
      referral: leased.referralId,
      delivery: leased.id,
      mailbox: leased.address,
      host,
      code,
      time: now.toISOString(),
    }),
    salt: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex'),
  }
}

/** Half of the step is certain and half is chance, so that many retries do not come at once. */
function backoff(attempts: number): number {
  const step = BACKOFF_SECONDS[Math.min(attempts, BACKOFF_SECONDS.length) - 1] ?? 3600
  return step / 2 + Math.random() * (step / 2)
}
