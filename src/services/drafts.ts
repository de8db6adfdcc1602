import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import Value from 'typebox/value'
import { problem } from '../domain/problems.ts'
import { check } from '../domain/wire/check.ts'
import { DRAFT_DAYS, DRAFT_LIMIT, type Draft, DraftAbout, MOST_DRAFTS } from '../domain/wire/drafts.ts'
import type { Database } from '../store/tables.ts'
import { type Caller, demandMailbox, mailboxesFor } from './caller.ts'
import type { Db } from './db.ts'
import { endDrafts } from './notices/reminders.ts'
import { holdsBack } from './partner-keys/holding-back.ts'
import { takeSealedToMailbox } from './sealed-to-mailbox.ts'

type Drafts = { db: Db; clock: () => Date }

/** The drafts of the caller's mailboxes that they may send from, the one that was changed last first. */
export async function readDrafts({ db, clock }: Drafts, caller: Caller): Promise<Draft[]> {
  const now = clock()
  await endDrafts(db, now)
  return listed(db, caller, now, null)
}

/** A draft's sealed octets. @throws ProblemError `not-found` */
export async function readDraftContent(
  { db, clock }: Drafts,
  caller: Caller,
  id: string,
): Promise<Uint8Array> {
  const row = await db
    .selectFrom('sealed_draft')
    .select('sealed')
    .where('id', '=', id)
    .where(sql<boolean>`mailbox_id = any (${idsOf(caller)}::uuid[])`)
    .where('ends_at', '>', clock())
    .executeTakeFirst()
  if (row) return row.sealed
  throw problem('not-found', 'There is no draft of that id.')
}

/**
 * Keeps a sealed draft: a new one, or in the place of the version that is named. It may be opened by its own mailbox and
 * by nobody else.
 *
 * @param about the text of a `DraftAbout`
 * @throws ProblemError `invalid-request`, `not-yours`, `conflict` when it is of another version or of another mailbox,
 *   `no-certificate`, `sealed-object-refused`, `content-too-large`, `too-many-requests`
 */
export async function keepDraft(
  { db, clock }: Drafts,
  caller: Caller,
  { id, about, content }: { id: string; about: string; content: AsyncIterable<Uint8Array> },
): Promise<Draft> {
  const { mailbox: address, waitsFor, version } = aboutOf(about)
  const mailbox = demandMailbox(caller, 'keep-drafts', address, 'send')
  const now = clock()
  const sealed = await takeSealedToMailbox(db, content, {
    mailbox,
    now,
    limit: DRAFT_LIMIT,
    called: 'A draft may be',
  })
  const values = {
    waits_for: waitsFor,
    sealed,
    sha256: createHash('sha256').update(sealed).digest('hex'),
    version: version + 1,
    changed_at: now,
    ends_at: new Date(now.getTime() + DRAFT_DAYS * 86_400_000),
  }
  await db.transaction().execute(async (tx) => {
    await endDrafts(tx, now)
    if (version === 0) {
      await demandRoom(tx, mailbox)
      const made = await tx
        .insertInto('sealed_draft')
        .values({ id, mailbox_id: mailbox.id, created_by: caller.personId, created_at: now, ...values })
        .onConflict((at) => at.column('id').doNothing())
        .executeTakeFirst()
      if (made.numInsertedOrUpdatedRows === 1n) return
    } else {
      const changed = await tx
        .updateTable('sealed_draft')
        .set(values)
        .where('id', '=', id)
        .where('mailbox_id', '=', mailbox.id)
        .where('version', '=', version)
        .executeTakeFirst()
      if (changed.numUpdatedRows === 1n) return
    }
    throw changedMeanwhile()
  })
  const [draft] = await listed(db, caller, now, id)
  if (draft) return draft
  throw problem('not-found', 'The draft was deleted in the meantime.')
}

/** Deletes a draft of the version that was seen. @throws ProblemError `not-found`, `conflict` */
export async function deleteDraft(
  { db, clock }: Drafts,
  caller: Caller,
  { id, version }: { id: string; version: number },
): Promise<{ id: string; gone: true }> {
  const [draft] = await listed(db, caller, clock(), id)
  if (!draft) throw problem('not-found', 'There is no draft of that id.')
  const { numDeletedRows } = await db
    .deleteFrom('sealed_draft')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw changedMeanwhile()
  return { id, gone: true }
}

const changedMeanwhile = () =>
  problem('conflict', 'That draft was changed or deleted in the meantime. Read the drafts again.')

const idsOf = (caller: Caller): string[] => mailboxesFor(caller, 'keep-drafts', 'send').map(({ id }) => id)

function aboutOf(text: string): DraftAbout {
  let about: unknown
  try {
    about = JSON.parse(text)
  } catch {
    throw problem('invalid-request', 'The part draft is not JSON.')
  }
  if (Value.Check(DraftAbout, about)) return about
  throw problem('invalid-request', 'The part draft is not as it must be.', {
    errors: check(DraftAbout, about),
  })
}

/** One after the other for each mailbox, so that the bound is kept. */
async function demandRoom(tx: Transaction<Database>, { id, address }: { id: string; address: string }) {
  await sql`select id from mailbox where id = ${id} for no key update`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from sealed_draft where mailbox_id = ${id}`.execute(tx)
  if ((rows[0]?.count ?? 0) >= MOST_DRAFTS)
    throw problem('too-many-requests', `${address} has ${MOST_DRAFTS} drafts. Send or delete some of them.`)
}

type Row = Omit<Draft, 'createdAt' | 'changedAt' | 'endsAt'> & {
  createdAt: Date
  changedAt: Date
  endsAt: Date
}

async function listed(db: Db, caller: Caller, now: Date, id: string | null): Promise<Draft[]> {
  const { rows } = await sql<Row>`
    select d.id, m.address as mailbox, d.waits_for as "waitsFor", d.version, octet_length(d.sealed) as size, d.sha256,
        case when p.agency_id = ${caller.agencyId} then p.login end as "createdBy",
        d.created_at as "createdAt", d.changed_at as "changedAt", d.ends_at as "endsAt",
        not exists (
          select 1 from unnest(d.waits_for) as waited (address)
            left join mailbox w on w.address = waited.address and w.closed_at is null
            left join certificate c on c.mailbox_id = w.id and c.state = 'current'
            where c.fpr is null or exists (
              select 1 from seen_key k where k.address = waited.address and k.fpr <> c.fpr
                and ${holdsBack(sql`m.agency_id`, sql`${now}::timestamptz`)})
              or not exists (
                select 1 from subkey s where s.fpr = c.fpr and s.use = 'encrypt' and s.valid @> ${now}::timestamptz)
        ) as ready
      from sealed_draft d
      join mailbox m on m.id = d.mailbox_id
      join person p on p.id = d.created_by
      where d.mailbox_id = any (${idsOf(caller)}::uuid[]) and d.ends_at > ${now}
        and (${id}::uuid is null or d.id = ${id}::uuid)
      order by d.changed_at desc, d.id
      limit 5000`.execute(db)
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
  }))
}
