import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { dayOf } from '../../domain/day.ts'
import { problem } from '../../domain/problems.ts'
import { replay, trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import { TrustError } from '../../domain/trust/trust-error.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { Appointment } from '../../domain/wire/trust/appointment.ts'
import { type TrustRecord, writeTrustRecord } from '../../domain/wire/trust/record.ts'
import type { Db } from '../db.ts'
import { project } from './project.ts'
import type { TrustStanding } from './standing.ts'

/** Those who enter something in the trust log do so one after another; any number that nothing else locks on. */
const TRUST_LOCK = 0x7472757374
/** How far a statement's time may be ahead of ours. */
const AHEAD_MS = 5 * 60 * 1000

/**
 * Enters statements in the trust log and makes the service's own tables say the same, in the caller's transaction: all of
 * them, or none. They are judged as every client will judge them.
 *
 * @returns what the trust log comes to with them
 * @throws ProblemError `trust-refused` with the reason, `conflict` when a record stands there already
 */
export async function appendTrust(
  transaction: Db,
  records: readonly TrustRecord[],
  { standing, now }: { standing: TrustStanding; now: Date },
): Promise<TrustState> {
  await sql`select pg_advisory_xact_lock(${TRUST_LOCK})`.execute(transaction)
  let state = await standing.read(transaction)
  for (const record of records) {
    const before = state
    state = await judged(before, record, standing)
    demandNotAhead(record, now)
    demandTrained(record, now)
    const text = writeTrustRecord(record)
    const entered = await transaction
      .insertInto('trust_record')
      .values({ type: typeOf(record), record: text, sha256: hash('sha256', text) })
      .onConflict((at) => at.column('sha256').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!entered) throw problem('conflict', 'The trust log has this very record already.')
    await project(transaction, { record, before, after: state, verifier: standing.verifier, now })
  }
  return state
}

async function judged(
  state: TrustState,
  record: TrustRecord,
  { verifier }: TrustStanding,
): Promise<TrustState> {
  try {
    return await replay(state, [record], verifier)
  } catch (error) {
    if (error instanceof TrustError) throw problem('trust-refused', error.message, { fault: error.fault })
    throw error
  }
}

function demandNotAhead({ statement }: TrustRecord, now: Date): void {
  const { time } = JSON.parse(statement)
  if (typeof time === 'string' && !(Date.parse(time) <= now.getTime() + AHEAD_MS))
    throw problem('trust-refused', 'The statement is dated in the future; check the clock.', {
      fault: 'backdated',
    })
}

/** Nobody has an account without training in date (Q1): clients believe an old appointment, the service takes no new one. */
function demandTrained(record: TrustRecord, now: Date): void {
  if (typeOf(record) !== 'appointment') return
  const { trainedUntil } = parseStatement(Appointment, record.statement)
  if (trainedUntil === null || trainedUntil >= dayOf(now)) return
  throw problem(
    'trust-refused',
    `Their training ended on ${trainedUntil}: nobody is appointed without training in date (Q1).`,
  )
}

function typeOf({ statement }: TrustRecord) {
  const type = trustTypeOf(statement)
  if (type === null) throw problem('trust-refused', 'This is no statement that the trust log takes.')
  return type
}
