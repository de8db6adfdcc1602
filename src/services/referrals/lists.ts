import { sql } from 'kysely'
import { addDays } from '../../domain/day.ts'
import { problem } from '../../domain/problems.ts'
import {
  type AnswerFilter,
  type InboxResponse,
  MOST_COUNTED,
  type SentResponse,
} from '../../domain/wire/referral-response.ts'
import { addWorkingDays } from '../../domain/working-days.ts'
import { asAnalyst, type Caller, type CallerMailbox, DEPERSONALISED, mailboxesFor } from '../caller.ts'
import type { Db } from '../db.ts'
import { readAnswers } from './answers.ts'
import { headline, referenceFor } from './headline.ts'
import { type Asked, countQuery, inboxQuery, sentQuery } from './list-queries.ts'

/** A page of a list: newest first, from below the cursor; optionally one mailbox only. */
export type PageRequest = { mailbox?: string | undefined; cursor?: string | undefined; limit: number }

/** Whether each row comes with what somebody signed of it. */
type SignedRequest = { signed?: boolean }

/** What a list is narrowed to, as of a day. */
export type AnswersWanted = { which: AnswerFilter; today: string }

/** An inbox can also be narrowed to what nobody has looked at. */
export type InboxWanted = AnswersWanted | { which: 'new' }

/**
 * What was delivered to the caller's mailboxes, newest first.
 *
 * @param page `counted`: also how many there are in all
 */
export async function readInbox(
  db: Db,
  caller: Caller,
  { counted = false, signed = false, ...page }: PageRequest & SignedRequest & { counted?: boolean },
  wanted?: InboxWanted,
): Promise<InboxResponse> {
  const mailboxIds = idsOf(mailboxesFor(caller, 'see-received', 'open'), page.mailbox)
  if (mailboxIds.length === 0) return { rows: [], next: null, ...(counted ? { count: 0 } : {}) }
  const narrowed = {
    dataClasses: asAnalyst(caller, 'see-received') ? DEPERSONALISED : undefined,
    ...(wanted?.which === 'new' ? { fresh: true } : { asked: wanted && askedFor(wanted) }),
  }
  const [rows, count] = await Promise.all([
    inboxQuery(db, mailboxIds, placeOf(page), { ...narrowed, signed }).execute(),
    counted ? countQuery(db, mailboxIds, MOST_COUNTED, narrowed).executeTakeFirstOrThrow() : null,
  ])
  const shown = rows.slice(0, page.limit)
  const answers = await readAnswers(
    db,
    shown.map(({ id }) => id),
  )
  return {
    rows: shown.map((row) => ({
      delivery: row.id,
      mailbox: row.address,
      ...headline(row.referral, row),
      state: row.state,
      answer: row.answer,
      answeredBy: answers.get(row.id) ?? null,
      ...(signed ? { signed: row.origin === 'mail' ? filedIn(row) : signedIn(row) } : {}),
    })),
    next: nextCursor(rows, page.limit),
    ...(count ? { count: Number(count.rows) } : {}),
  }
}

type Signing = { statement?: string; signature?: string; signer_fpr?: string }

/** What a row's sender signed; the columns are there where they were asked for. */
const signedIn = ({ statement = '', signature = '', signer_fpr = '' }: Signing) => ({
  statement,
  signature,
  signer: signer_fpr,
})

/** What the reader signed of mail from a partner who filed it; null where nobody has. */
function filedIn({
  filedStatement,
  filedSignature,
  filedSigner,
}: {
  filedStatement?: string | null
  filedSignature?: string | null
  filedSigner?: string | null
}) {
  if (!filedStatement || !filedSignature || !filedSigner) return null
  return { statement: filedStatement, signature: filedSignature, signer: filedSigner }
}

/** The days by which answers are asked for that a list is narrowed to. */
export function askedFor({ which, today }: AnswersWanted): Asked {
  if (which === 'overdue') return { from: null, until: addDays(today, -1) }
  return which === 'due' ? { from: today, until: addWorkingDays(today, 1) } : { from: null, until: null }
}

/** What the caller's mailboxes sent, newest first, with how each recipient stands. */
export async function readSent(
  db: Db,
  caller: Caller,
  { signed = false, ...page }: PageRequest & SignedRequest,
  wanted?: AnswersWanted,
): Promise<SentResponse> {
  // Who may send may see what was sent, states and all; reading the sender's own copy takes the right to open.
  const mailboxIds = idsOf(mailboxesFor(caller, 'see-sent'), page.mailbox)
  if (mailboxIds.length === 0) return { rows: [], next: null }
  const asked = wanted && askedFor(wanted)
  const rows = await sentQuery(db, mailboxIds, placeOf(page), { asked, signed }).execute()
  const shown = rows.slice(0, page.limit)
  const recipients = await readRecipients(
    db,
    shown.map(({ id }) => id),
  )
  return {
    rows: shown.map((row) => ({
      referral: row.id,
      reference: referenceFor(row.kind, row.id),
      kind: row.kind,
      marking: row.marking,
      from: row.from,
      thread: row.thread,
      inReplyTo: row.in_reply_to,
      urgency: row.urgency,
      respondBy: row.respond_by,
      to: recipients.filter(({ referral }) => referral === row.id).map(({ recipient }) => recipient),
      acceptedAt: row.accepted_at.toISOString(),
      ...(signed ? { signed: signedIn(row) } : {}),
    })),
    next: nextCursor(rows, page.limit),
  }
}

async function readRecipients(db: Db, referralIds: string[]) {
  if (referralIds.length === 0) return []
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .select(['delivery.id', 'delivery.referral_id', 'delivery.state', 'delivery.answer', 'mailbox.address'])
    .where('delivery.referral_id', 'in', referralIds)
    .orderBy('delivery.seq')
    .execute()
  const [answers, reasons] = await Promise.all([
    readAnswers(
      db,
      rows.map(({ id }) => id),
    ),
    readReasons(db, rows),
  ])
  return rows.map(({ id, referral_id, state, answer, address }) => ({
    referral: referral_id,
    recipient: {
      mailbox: address,
      state,
      answer,
      reason: reasons.get(id) ?? null,
      answeredBy: answers.get(id) ?? null,
    },
  }))
}

/** The codes with which deliveries were given back, or taken back: asked for those alone that were. */
async function readReasons(
  db: Db,
  rows: readonly { id: string; state: string; answer: string | null }[],
): Promise<Map<string, string | null>> {
  const idsOfThose = (which: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(which).map(({ id }) => id)
  const given = idsOfThose(({ answer }) => answer === 'returned' || answer === 'declined')
  const taken = idsOfThose(({ state }) => state === 'withdrawn')
  const [receipts, withdrawals] = await Promise.all([
    given.length === 0
      ? []
      : db
          .selectFrom('receipt')
          .innerJoin('delivery', 'delivery.id', 'receipt.delivery_id')
          .select(['receipt.delivery_id', 'receipt.reason'])
          // The first of several is what the state came from.
          .distinctOn('receipt.delivery_id')
          .where('receipt.delivery_id', 'in', given)
          .where(sql<boolean>`receipt.event = delivery.answer`)
          .orderBy('receipt.delivery_id')
          .orderBy('receipt.staged_id')
          .execute(),
    taken.length === 0
      ? []
      : db
          .selectFrom('withdrawal')
          .select(['delivery_id', 'reason'])
          .where('delivery_id', 'in', taken)
          .execute(),
  ])
  return new Map([...receipts, ...withdrawals].map(({ delivery_id, reason }) => [delivery_id, reason]))
}

/** The ids of those mailboxes, or of the one asked for; another's reads as not theirs. */
export function idsOf(own: readonly CallerMailbox[], address: string | undefined): string[] {
  if (address === undefined) return own.map(({ id }) => id)
  const asked = own.find((mailbox) => mailbox.address === address)
  if (!asked) throw problem('not-yours', `You may not read the mailbox ${address}.`)
  return [asked.id]
}

/** Where a page begins, and one row more than it shows: whether there is a next one. */
export function placeOf({ cursor, limit }: PageRequest): { below: bigint | undefined; limit: number } {
  if (cursor === undefined) return { below: undefined, limit: limit + 1 }
  if (!/^[1-9][0-9]{0,17}$/.test(cursor)) {
    throw problem('invalid-request', 'The cursor is not one that this list gave.')
  }
  return { below: BigInt(cursor), limit: limit + 1 }
}

/** Where the next page goes on; null where there is none. */
export function nextCursor(rows: readonly { seq: bigint }[], limit: number): string | null {
  const last = rows[limit - 1]
  return rows.length > limit && last ? String(last.seq) : null
}
