import { type OrderByItemBuilder, type QueryCreator, sql } from 'kysely'
import type { DataClass } from '../../domain/wire/referral-fields.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { sealedOnArrival } from './headline.ts'
import { isUnanswered } from './unanswered.ts'

/** Rows of a list from below a place in it, newest first; from the newest when `below` is left out. */
export type Place = { below: bigint | undefined; limit: number }

/** Answers that are asked for by one of these days; null: without end. */
export type Asked = { from: string | null; until: string | null }

/** Whether a column names one of these days. */
export const isAsked = (
  column: string,
  asked: Asked | undefined,
) => sql<boolean>`(${sql.ref(column)} is not null
  and ${sql.ref(column)} between coalesce(${asked?.from ?? null}::date, '-infinity') and coalesce(${asked?.until ?? null}::date, 'infinity'))`

/** PostgreSQL takes such a condition to be rare, and would sort all that a mailbox has before it looked; of this it cannot tell. */
export const often = (condition: ReturnType<typeof sql<boolean>>) =>
  sql<boolean>`case when ${condition} then true end`

/** As the indexes `delivery_received` and `referral_sent` are ordered; only they answer it (migration 0006). */
const newestFirst = (order: OrderByItemBuilder) => order.desc().nullsLast()

/** What an inbox is narrowed to. */
export type Narrowed = {
  /** referrals of these classes alone; of all when left out */
  dataClasses?: readonly DataClass[] | undefined
  /** only what asks for an answer that has not come; by the index `delivery_asked_of` (migration 0034) */
  asked?: Asked | undefined
  /** only what nobody has looked at; by the index `delivery_new` (migration 0042) */
  fresh?: boolean
}

/**
 * The newest of each mailbox, and of these the newest: however rarely one of them is written to, no more than
 * `limit` rows of each are looked at. With the mailboxes as one condition PostgreSQL would walk down the whole list
 * when they are quiet, or sort all that they have when they are busy.
 */
const newestOf = (
  query: Pick<QueryCreator<Database>, 'selectFrom'>,
  mailboxIds: readonly string[],
  { below, limit }: Place,
  { dataClasses, asked, fresh = false }: Narrowed,
) =>
  query
    .selectFrom('mailbox')
    .innerJoinLateral(
      (own) =>
        own
          .selectFrom('delivery')
          .select(['delivery.id', 'delivery.seq', 'delivery.referral_id'])
          .select(['delivery.state', 'delivery.answer'])
          .whereRef('delivery.mailbox_id', '=', 'mailbox.id')
          .where('delivery.state', '=', sql.lit('delivered' as const))
          .$if(below !== undefined, (q) => q.where('delivery.seq', '<', below ?? 0n))
          .$if(fresh, (q) => q.where('delivery.answer', 'is', null))
          .$if(asked !== undefined, (q) =>
            q.where(isAsked('delivery.respond_by', asked)).where(often(isUnanswered)),
          )
          .$if(dataClasses !== undefined, (q) =>
            q
              .innerJoin('referral as about', 'about.id', 'delivery.referral_id')
              .where('about.data_class', 'in', [...(dataClasses ?? [])]),
          )
          .orderBy('delivery.seq', newestFirst)
          .limit(limit)
          .as('newest'),
      (join) => join.onTrue(),
    )
    .select(['newest.id', 'newest.seq', 'newest.referral_id', 'newest.state', 'newest.answer'])
    .select('mailbox.address')
    .where('mailbox.id', 'in', [...mailboxIds])
    .orderBy('newest.seq', 'desc')
    .limit(limit)

/** How many rows an inbox has, so narrowed; of more than `most`, so many. */
export const countQuery = (db: Db, mailboxIds: readonly string[], most: number, narrowed: Narrowed) =>
  db
    .selectFrom(newestOf(db, mailboxIds, { below: undefined, limit: most }, narrowed).as('counted'))
    .select(({ fn }) => fn.countAll<string>().as('rows'))

/** Where a list is asked for what was signed of each of its rows. */
type Signed = { signed?: boolean }

/** A page of an inbox, with what is said of each row. */
export function inboxQuery(
  db: Db,
  mailboxIds: readonly string[],
  place: Place,
  { signed = false, ...narrowed }: Narrowed & Signed = {},
) {
  return db
    .with('page', (query) => newestOf(query, mailboxIds, place, narrowed))
    .selectFrom('page')
    .innerJoin('referral', 'referral.id', 'page.referral_id')
    .leftJoin('mailbox as sender', 'sender.id', 'referral.from_mailbox')
    .leftJoin('filing', 'filing.referral_id', 'referral.id')
    .leftJoin('mailbox as filed_from', 'filed_from.id', 'filing.from_mailbox')
    .select(['page.id', 'page.seq', 'page.state', 'page.answer', 'page.address'])
    .select(['referral.id as referral', 'referral.kind', 'referral.origin', 'referral.marking'])
    .select(['referral.from_domain', 'referral.thread', 'referral.in_reply_to', 'referral.respond_by'])
    .select('referral.urgency')
    .select(['referral.accepted_at', 'sender.address as from', 'filed_from.address as filedFrom'])
    .select(['filing.kind as filedKind', 'filing.marking as filedMarking', 'filing.verified'])
    .select(sealedOnArrival)
    .$if(signed, (q) =>
      q
        .select(['referral.statement', 'referral.signature', 'referral.signer_fpr'])
        .select(['filing.statement as filedStatement', 'filing.signature as filedSignature'])
        .select('filing.signer_fpr as filedSigner'),
    )
    .orderBy('page.seq', 'desc')
}

/**
 * What the mailboxes sent, in the same manner.
 *
 * @param asked only what somebody has still to answer; by the index `referral_asked_by`
 */
export function sentQuery(
  db: Db,
  mailboxIds: readonly string[],
  { below, limit }: Place,
  { asked, signed = false }: { asked?: Asked | undefined } & Signed = {},
) {
  return db
    .selectFrom('mailbox')
    .innerJoinLateral(
      (own) =>
        own
          .selectFrom('referral')
          .select(['referral.id', 'referral.seq', 'referral.kind', 'referral.marking', 'referral.thread'])
          .select(['referral.in_reply_to', 'referral.respond_by', 'referral.accepted_at', 'referral.urgency'])
          .whereRef('referral.from_mailbox', '=', 'mailbox.id')
          .$if(signed, (q) => q.select(['referral.statement', 'referral.signature', 'referral.signer_fpr']))
          .$if(below !== undefined, (q) => q.where('referral.seq', '<', below ?? 0n))
          .$if(asked !== undefined, (q) =>
            q.where(isAsked('referral.respond_by', asked)).where(
              often(sql<boolean>`exists (select from delivery
                where delivery.referral_id = referral.id and ${isUnanswered})`),
            ),
          )
          .orderBy('referral.seq', newestFirst)
          .limit(limit)
          .as('newest'),
      (join) => join.onTrue(),
    )
    .select(['newest.id', 'newest.seq', 'newest.kind', 'newest.marking', 'newest.thread'])
    .select(['newest.in_reply_to', 'newest.respond_by', 'newest.accepted_at', 'newest.urgency'])
    .select('mailbox.address as from')
    .$if(signed, (q) => q.select(['newest.statement', 'newest.signature', 'newest.signer_fpr']))
    .where('mailbox.id', 'in', [...mailboxIds])
    .orderBy('newest.seq', 'desc')
    .limit(limit)
}
