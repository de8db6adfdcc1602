import { sql } from 'kysely'
import { problem } from '../domain/problems.ts'
import {
  type KeepListRequest,
  type KeptList,
  type ListGone,
  MOST_LISTS,
  RecipientList,
} from '../domain/wire/recipient-lists.ts'
import { type Caller, demandMailbox, mailboxesFor } from './caller.ts'
import type { Db } from './db.ts'
import { demandOwnSignature } from './own-signature.ts'
import { readStatement } from './read-statement.ts'

type Lists = { db: Db; clock: () => Date }
type Named = { address: string; name: string }

/** How far the time of a statement may be from ours, in ms. */
const FRESH_MS = 3_600_000

/** The lists of the mailboxes that the caller may send from, by name. */
export async function readRecipientLists({ db }: Pick<Lists, 'db'>, caller: Caller): Promise<KeptList[]> {
  const ids = mailboxesFor(caller, 'keep-recipient-lists', 'send').map(({ id }) => id)
  if (ids.length === 0) return []
  return db
    .selectFrom('recipient_list')
    .innerJoin('mailbox', 'mailbox.id', 'recipient_list.mailbox_id')
    .select([
      'mailbox.address as mailbox',
      'recipient_list.name',
      'statement',
      'signature',
      'signer_fpr as signer',
    ])
    .where('mailbox_id', 'in', ids)
    .orderBy('mailbox.address')
    .orderBy('recipient_list.name')
    .execute()
}

/**
 * Keeps a list as the caller signed it: a new one, or in the place of the one of that name.
 *
 * @throws ProblemError `not-yours`, `invalid-request`, `signature-not-yours`, `signature-invalid`, `too-many-requests`
 */
export async function keepRecipientList(
  { db, clock }: Lists,
  caller: Caller,
  { address, name, statement, signature }: Named & KeepListRequest,
): Promise<KeptList> {
  const mailbox = demandMailbox(caller, 'keep-recipient-lists', address, 'send')
  const now = clock()
  const list = readStatement(RecipientList, statement)
  if (list.mailbox !== address || list.name !== name)
    throw problem('invalid-request', 'The statement is of another list than its address says.')
  if (Math.abs(now.getTime() - Date.parse(list.time)) > FRESH_MS)
    throw problem('invalid-request', 'The statement is not of this hour; check the clock.')
  const signer = await demandOwnSignature(db, caller, { type: list.despatch, statement, signature, now })
  const values = {
    statement,
    signature,
    signer_fpr: signer,
    changed_by: caller.personId,
    changed_at: now,
  }
  await db.transaction().execute(async (tx) => {
    // One after the other for each mailbox, so that the bound is kept.
    await sql`select id from mailbox where id = ${mailbox.id} for no key update`.execute(tx)
    const others = await tx
      .selectFrom('recipient_list')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('mailbox_id', '=', mailbox.id)
      .where('name', '<>', name)
      .executeTakeFirstOrThrow()
    if (Number(others.count) >= MOST_LISTS)
      throw problem('too-many-requests', `${address} has ${MOST_LISTS} lists. Delete one of them.`)
    await tx
      .insertInto('recipient_list')
      .values({ mailbox_id: mailbox.id, name, ...values })
      .onConflict((at) => at.columns(['mailbox_id', 'name']).doUpdateSet(values))
      .execute()
  })
  return { mailbox: address, name, statement, signature, signer }
}

/** @throws ProblemError `not-yours`, `not-found` */
export async function deleteRecipientList(
  { db }: Pick<Lists, 'db'>,
  caller: Caller,
  { address, name }: Named,
): Promise<ListGone> {
  const mailbox = demandMailbox(caller, 'keep-recipient-lists', address, 'send')
  const { numDeletedRows } = await db
    .deleteFrom('recipient_list')
    .where('mailbox_id', '=', mailbox.id)
    .where('name', '=', name)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw problem('not-found', `${address} has no list called ${name}.`)
  return { mailbox: address, name, gone: true }
}
