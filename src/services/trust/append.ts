import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { readCertificate } from '../../crypto/certificate.ts'
import { saysTooMuch } from '../../crypto/person-certificate.ts'
import { dayOf } from '../../domain/day.ts'
import { problem } from '../../domain/problems.ts'
import { replay, trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import { TrustError } from '../../domain/trust/trust-error.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { AppointmentPrivate } from '../../domain/wire/trust/appointment.ts'
import { type TrustRecord, writeTrustRecord } from '../../domain/wire/trust/record.ts'
import { RuleAmendment } from '../../domain/wire/trust/rules.ts'
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
    demandNotOver(record, now)
    demandPrivate(record)
    await demandBare(record)
    demandTrained(record, now)
    const text = writeTrustRecord(record)
    const entered = await transaction
      .insertInto('trust_record')
      .values({ type: typeOf(record), record: text, sha256: hash('sha256', text) })
      .onConflict((at) => at.column('sha256').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!entered) throw problem('conflict', 'The trust log has this very record already.')
    await keepPrivate(transaction, entered.id, record)
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

/** Clients go by what the log has come to, which may be days behind: the service knows what day it is. */
function demandNotOver(record: TrustRecord, now: Date): void {
  if (typeOf(record) !== 'rules') return
  const { from } = parseStatement(RuleAmendment, record.statement)
  if (from >= dayOf(now)) return
  throw problem(
    'trust-refused',
    `The amendment begins on ${from}, and that day is over: what was in force on it does not change.`,
    { fault: 'backdated' },
  )
}

/** What an agency says of its people to itself is judged here too: nothing is entered that the service has not seen whole. */
function demandPrivate(record: TrustRecord): void {
  const isAboutPeople = ['appointment', 'appointment-end'].includes(typeOf(record))
  if (isAboutPeople === (record.private !== undefined)) return
  throw problem(
    'trust-refused',
    isAboutPeople
      ? 'An appointment, and the end of one, comes with its private part: the file that was written beside it.'
      : 'Only an appointment, and the end of one, has a private part.',
    { fault: 'private-part' },
  )
}

/** All agencies read an appointment's certificate, and nothing of it is ever erased: it says no more than a post. */
async function demandBare(record: TrustRecord): Promise<void> {
  if (typeOf(record) !== 'appointment') return
  for (const armored of record.certificates) {
    const tooMuch = saysTooMuch(await readCertificate(armored))
    if (tooMuch === null) continue
    throw problem(
      'trust-refused',
      `The certificate has ${tooMuch}. All agencies would read that for ever: cut it down to one user id and its own signatures, as despatch admin appoint does, and sign the appointment anew.`,
      { fault: 'not-bare' },
    )
  }
}

/** Kept beside the record, for the agency whose it is. The agency is in the tables: it has signed an agreement. */
async function keepPrivate(db: Db, id: bigint, { statement, private: text }: TrustRecord): Promise<void> {
  if (text === undefined) return
  const { agency }: { agency: string } = JSON.parse(statement)
  await sql`
    insert into trust_private (record_id, agency_id, text)
      select ${id}, id, ${text} from agency where name = ${agency}`.execute(db)
}

/** Nobody has an account without training in date (Q1): clients believe an old appointment, the service takes no new one. */
function demandTrained(record: TrustRecord, now: Date): void {
  if (typeOf(record) !== 'appointment') return
  const { trainedUntil } = parseStatement(AppointmentPrivate, record.private ?? '')
  if (trainedUntil === null || trainedUntil >= dayOf(now)) return
  throw problem(
    'trust-refused',
    `Their training ended on ${trainedUntil}: nobody is appointed without training in date.`,
  )
}

function typeOf({ statement }: TrustRecord) {
  const type = trustTypeOf(statement)
  if (type === null) throw problem('trust-refused', 'This is no statement that the trust log takes.')
  return type
}
