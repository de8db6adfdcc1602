import { createHash } from 'node:crypto'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import Value from 'typebox/value'
import { problem } from '../domain/problems.ts'
import { CASE_LIMIT, CaseAbout, type CaseFile, type CasesResponse, MOST_CASES } from '../domain/wire/cases.ts'
import { check } from '../domain/wire/check.ts'
import type { Database } from '../store/tables.ts'
import { type Caller, demandMailbox, mailboxesFor } from './caller.ts'
import type { Db } from './db.ts'
import { takeSealedToMailbox } from './sealed-to-mailbox.ts'

type Cases = { db: Db; clock: () => Date }

const PAGE = 100

/**
 * The cases of the caller's mailboxes, the newest first (their ids say when). Nothing here is entered in the log: a team that
 * reads its own notes discloses nothing to anybody.
 */
export async function readCases(
  { db }: Pick<Cases, 'db'>,
  caller: Caller,
  { mailbox, before }: { mailbox?: string; before?: string },
): Promise<CasesResponse> {
  const rows = await readRows(
    db,
    caller,
    sql`(${mailbox ?? null}::text is null or m.address = ${mailbox ?? null})
      and (${before ?? null}::uuid is null or c.id < ${before ?? null}::uuid)`,
    PAGE + 1,
  )
  const cases = rows.slice(0, PAGE)
  return { cases, next: rows.length > PAGE ? (cases.at(-1)?.id ?? null) : null }
}

/** A case of one of the caller's mailboxes, as the service knows it. @throws ProblemError `not-found` */
export async function readCase({ db }: Pick<Cases, 'db'>, caller: Caller, id: string): Promise<CaseFile> {
  const [row] = await readRows(db, caller, sql`c.id = ${id}::uuid`, 1)
  if (row) return row
  throw unknown()
}

/** The sealed notes of a case. @throws ProblemError `not-found` */
export async function readCaseContent(
  { db }: Pick<Cases, 'db'>,
  caller: Caller,
  id: string,
): Promise<Uint8Array> {
  const row = await db
    .selectFrom('case_file')
    .select('sealed')
    .where('id', '=', id)
    .where(sql<boolean>`mailbox_id = any (${idsOf(caller)}::uuid[])`)
    .executeTakeFirst()
  if (row) return row.sealed
  throw unknown()
}

/**
 * Keeps the notes of a case: of a new one, or in the place of those whose version is named.
 *
 * @param about the text of a `CaseAbout`
 * @throws ProblemError `invalid-request`, `not-yours`, `not-found`, `conflict` when they are of another version,
 *   `no-certificate`, `sealed-object-refused`, `content-too-large`, `too-many-requests`
 */
export async function keepCase(
  { db, clock }: Cases,
  caller: Caller,
  { id, about, content }: { id: string; about: string; content: AsyncIterable<Uint8Array> },
): Promise<CaseFile> {
  const { mailbox: address, version } = aboutOf(about)
  const mailbox = demandMailbox(caller, 'keep-cases', address, 'send')
  const now = clock()
  const sealed = await takeSealedToMailbox(db, content, {
    mailbox,
    now,
    limit: CASE_LIMIT,
    called: 'The notes of a case may be',
  })
  const values = {
    sealed,
    sha256: createHash('sha256').update(sealed).digest('hex'),
    version: version + 1,
    changed_by: caller.personId,
    changed_at: now,
  }
  await db.transaction().execute(async (tx) => {
    if (version === 0) {
      await demandRoom(tx, mailbox)
      const made = await tx
        .insertInto('case_file')
        .values({ id, mailbox_id: mailbox.id, created_by: caller.personId, created_at: now, ...values })
        .onConflict((at) => at.column('id').doNothing())
        .executeTakeFirst()
      if (made.numInsertedOrUpdatedRows !== 1n) throw changedMeanwhile()
      return
    }
    const changed = await tx
      .updateTable('case_file')
      .set(values)
      .where('id', '=', id)
      .where('mailbox_id', '=', mailbox.id)
      .where('version', '=', version)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 1n) return
    const there = await tx
      .selectFrom('case_file')
      .select('id')
      .where('id', '=', id)
      .where('mailbox_id', '=', mailbox.id)
      .executeTakeFirst()
    throw there ? changedMeanwhile() : unknown()
  })
  // Whoever sends from a mailbox and does not read it is told what they wrote all the same.
  const [row] = await readRows(db, caller, sql`c.id = ${id}::uuid`, 1, 'send')
  if (row) return row
  throw unknown()
}

/** What belongs to others reads like what does not exist. */
const unknown = () => problem('not-found', 'There is no case of that id.')

const changedMeanwhile = () =>
  problem('conflict', 'The notes of that case were changed in the meantime. Read them again.')

/** The mailboxes whose cases the caller reads: those whose mail they read. */
const idsOf = (caller: Caller, right: 'open' | 'send' = 'open'): string[] =>
  mailboxesFor(caller, 'keep-cases', right).map(({ id }) => id)

function aboutOf(text: string): CaseAbout {
  let about: unknown
  try {
    about = JSON.parse(text)
  } catch {
    throw problem('invalid-request', 'The part case is not JSON.')
  }
  if (Value.Check(CaseAbout, about)) return about
  throw problem('invalid-request', 'The part case is not as it must be.', { errors: check(CaseAbout, about) })
}

/** One after the other for each mailbox, so that the bound is kept. */
async function demandRoom(tx: Transaction<Database>, { id, address }: { id: string; address: string }) {
  await sql`select id from mailbox where id = ${id} for no key update`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from case_file where mailbox_id = ${id}`.execute(tx)
  if ((rows[0]?.count ?? 0) >= MOST_CASES)
    throw problem(
      'too-many-requests',
      `${address} has ${MOST_CASES} cases, as many as one mailbox may. A team that needs more needs a second mailbox.`,
    )
}

type Row = Omit<CaseFile, 'createdAt' | 'changedAt'> & { createdAt: Date; changedAt: Date }

async function readRows(
  db: Db,
  caller: Caller,
  which: RawBuilder<unknown>,
  limit: number,
  right: 'open' | 'send' = 'open',
): Promise<CaseFile[]> {
  const { rows } = await sql<Row>`
    select c.id, m.address as mailbox, c.version, octet_length(c.sealed) as size, c.sha256,
        case when maker.agency_id = ${caller.agencyId} then maker.login end as "createdBy",
        c.created_at as "createdAt",
        case when changer.agency_id = ${caller.agencyId} then changer.login end as "changedBy",
        c.changed_at as "changedAt"
      from case_file c
      join mailbox m on m.id = c.mailbox_id
      join person maker on maker.id = c.created_by
      join person changer on changer.id = c.changed_by
      where c.mailbox_id = any (${idsOf(caller, right)}::uuid[]) and ${which}
      order by c.id desc
      limit ${limit}`.execute(db)
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
  }))
}
