import { type SqlBool, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { problem } from '../../domain/problems.ts'
import { KeyOpening, type KeyOpeningResponse } from '../../domain/wire/key-opening.ts'
import type { KeyGrantResponse } from '../../domain/wire/key-response.ts'
import type { StatementRequest } from '../../domain/wire/referral-response.ts'
import { type Caller, demandAction } from '../caller.ts'
import { stageOne } from '../log/stage.ts'
import { noteForOfficers } from '../notices/key-notices.ts'
import { demandOwnSignature } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import type { KeyDependencies } from './change.ts'
import { grantsWhere } from './grants-where.ts'

/** How long an opening gives out grants, and how old its statement may be. */
const OPEN_MS = 24 * 3_600_000
const MOST_AGE_MS = 3_600_000
/** Openings that an answer lists. */
const MOST_LISTED = 500

/**
 * Enters why the recovery key is brought out. Nothing is given out before the entry is published.
 *
 * @throws ProblemError `invalid-request`, `not-found` for another agency's mailbox, `signature-not-yours`
 */
export async function openRecovery(
  { db, clock }: Pick<KeyDependencies, 'db' | 'clock'>,
  caller: Caller,
  { statement, signature }: StatementRequest,
): Promise<KeyOpeningResponse> {
  demandAction(caller, 'use-recovery-key')
  const now = clock()
  const opening = readStatement(KeyOpening, statement)
  if (Math.abs(now.getTime() - Date.parse(opening.time)) > MOST_AGE_MS)
    throw problem('invalid-request', 'The statement is not of this hour; check the clock.')
  await demandOwnSignature(db, caller, { type: 'key-opening/1', statement, signature, now })
  const agency = await db
    .selectFrom('agency')
    .select(['id', 'name'])
    .where('id', '=', caller.agencyId)
    .executeTakeFirstOrThrow()
  if (agency.name !== opening.agency) throw problem('not-found', `You are no officer of ${opening.agency}.`)
  const { purpose, reason } = opening
  const concernsOne = purpose === 'recovery' || purpose === 'break-glass'
  if (concernsOne !== (opening.mailbox !== null))
    throw problem('invalid-request', 'A recovery is of one mailbox, a drill of all.')
  return db.transaction().execute(async (tx) => {
    const mailbox =
      opening.mailbox === null
        ? null
        : await tx
            .selectFrom('mailbox')
            .select('id')
            .where('address', '=', opening.mailbox)
            .where('agency_id', '=', agency.id)
            .executeTakeFirst()
    if (mailbox === undefined) throw problem('not-found', `${opening.mailbox} is no mailbox of your agency.`)
    const staged_id = await stageOne(tx, { type: 'grant', record: statement, referralId: null })
    const id = uuidv7()
    await tx
      .insertInto('key_opening')
      .values({
        id,
        agency_id: agency.id,
        mailbox_id: mailbox?.id ?? null,
        purpose,
        reason,
        by_person: caller.personId,
        statement,
        signature,
        staged_id,
        at: now,
      })
      .execute()
    const what = purpose === 'break-glass' ? 'glass-broken' : purpose
    // Before its grants are given out, whatever for: whoever has the words has every mailbox. That a drill was passed is its end.
    if (what !== 'drill-passed')
      await noteForOfficers(tx, { what, about: id, agencyId: agency.id, mailboxId: mailbox?.id ?? null })
    return { id, mailbox: opening.mailbox, purpose, reason, by: caller.login, at: now.toISOString() }
  })
}

/** When the recovery key of the caller's agency was brought out, the newest first. */
export async function readOpenings(
  { db }: Pick<KeyDependencies, 'db'>,
  caller: Caller,
): Promise<KeyOpeningResponse[]> {
  demandAction(caller, 'use-recovery-key')
  const rows = await db
    .selectFrom('key_opening')
    .innerJoin('person', 'person.id', 'key_opening.by_person')
    .leftJoin('mailbox', 'mailbox.id', 'key_opening.mailbox_id')
    .select(['key_opening.id', 'purpose', 'reason', 'at', 'person.login', 'mailbox.address', 'statement'])
    .where('key_opening.agency_id', '=', caller.agencyId)
    .orderBy('at', 'desc')
    .limit(MOST_LISTED)
    .execute()
  return rows.map(({ id, purpose, statement, login, address, at }) => ({
    id,
    mailbox: address,
    purpose,
    reason: readStatement(KeyOpening, statement).reason,
    by: login,
    at: at.toISOString(),
  }))
}

/**
 * The grants made to the recovery key: of the mailbox that an opening names, or of all mailboxes of the agency.
 *
 * @throws ProblemError `not-found` when it is another's or older than a day, `not-published`
 */
export async function readRecoveryGrants(
  { db, clock, standing }: KeyDependencies,
  caller: Caller,
  id: string,
): Promise<KeyGrantResponse[]> {
  demandAction(caller, 'use-recovery-key')
  const opening = await db
    .selectFrom('key_opening')
    .innerJoin('agency', 'agency.id', 'key_opening.agency_id')
    .leftJoin('released_entry', 'released_entry.staged_id', 'key_opening.staged_id')
    .select([
      'key_opening.mailbox_id',
      'key_opening.at',
      'key_opening.purpose',
      'released_entry.idx',
      'agency.name',
    ])
    .where('key_opening.id', '=', id)
    .where('key_opening.by_person', '=', caller.personId)
    .where('key_opening.agency_id', '=', caller.agencyId)
    .executeTakeFirst()
  const isOpen = opening && clock().getTime() - opening.at.getTime() < OPEN_MS
  if (!isOpen || opening.purpose === 'drill-passed')
    throw problem('not-found', 'That opening is not yours, or is over: say anew why.')
  if (opening.idx === null) throw problem('not-published')
  const recovery = (await standing.read(db)).agencies[opening.name]?.recovery
  if (!recovery) throw problem('not-found', `${opening.name} has no recovery key.`)
  return grantsWhere(
    db,
    sql<SqlBool>`mailbox.agency_id = ${caller.agencyId} and key_grant.grantee_fpr = ${recovery.fingerprint}
      and (${opening.mailbox_id}::uuid is null or mailbox.id = ${opening.mailbox_id}::uuid)`,
  )
}
