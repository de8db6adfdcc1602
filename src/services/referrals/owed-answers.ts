import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import { check } from '../../domain/wire/check.ts'
import type { OwedAnswersResponse } from '../../domain/wire/owed-answers.ts'
import { CalendarDate } from '../../domain/wire/primitives.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { recordReading } from '../register/record-reading.ts'
import { referenceFor } from './headline.ts'
import { type Asked, isAsked, often } from './list-queries.ts'
import { type AnswersWanted, askedFor, type PageRequest } from './lists.ts'
import { isUnanswered } from './unanswered.ts'

/**
 * What the mailboxes of the caller's own agency were asked to answer by a day and have not, as far as it has reached them: the
 * longest due first. It tells a liaison officer nothing that the register does not; like a reading of that, it is entered in
 * the log.
 *
 * @throws ProblemError `not-yours`, also for a mailbox of another agency; `invalid-request`
 */
export async function readOwedAnswers(
  dependencies: { db: Db; clock: () => Date },
  caller: Caller,
  { mailbox, cursor, limit }: PageRequest,
  wanted: AnswersWanted,
): Promise<OwedAnswersResponse> {
  const { db } = dependencies
  // The action is given in the relation `own-agency` alone: nothing here looks at another.
  demandAction(caller, 'see-owed-answers')
  const mailboxIds = await mailboxesOf(db, caller.agencyId, mailbox)
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const rows = await owedQuery(db, mailboxIds, { after, limit: limit + 1 }, askedFor(wanted)).execute()
  await recordReading(dependencies, caller, {
    what: 'owed-answers',
    filters: {
      answer: wanted.which,
      ...(mailbox === undefined ? {} : { mailbox }),
      ...(cursor === undefined ? {} : { cursor }),
    },
  })
  const last = rows[limit - 1]
  return {
    rows: rows.slice(0, limit).map((row) => ({
      delivery: row.id,
      referral: row.referral,
      reference: referenceFor(row.kind, row.referral),
      kind: row.kind,
      marking: row.marking,
      from: row.from,
      fromDomain: row.from_domain,
      mailbox: row.address,
      urgency: row.urgency,
      respondBy: row.respond_by,
      state: row.state,
      answer: row.answer,
      acceptedAt: row.accepted_at.toISOString(),
    })),
    next: rows.length > limit && last ? cursorOf(last) : null,
  }
}

/** The agency's mailboxes, those that are closed too: what was asked of them is owed by somebody. */
async function mailboxesOf(db: Db, agencyId: string, address: string | undefined): Promise<string[]> {
  const rows = await db
    .selectFrom('mailbox')
    .select('id')
    .where('agency_id', '=', agencyId)
    .$if(address !== undefined, (q) => q.where('address', '=', address ?? ''))
    .execute()
  // Of another agency's mailbox nothing is said, not even that there is one.
  if (address !== undefined && rows.length === 0) {
    throw problem('not-yours', `Your agency has no mailbox ${address}.`)
  }
  return rows.map(({ id }) => id)
}

/** A place in the list: after everything that is due before that day, and on it after that delivery. */
type OwedPlace = { day: string; seq: bigint }

/**
 * The rows after a place, by the index `delivery_owed` (migration 0041). What has not left, or never arrived, is not owed by
 * whom it was for.
 */
export function owedQuery(
  db: Db,
  mailboxIds: readonly string[],
  { after, limit }: { after: OwedPlace | undefined; limit: number },
  asked: Asked,
) {
  return db
    .with('page', (query) =>
      query
        .selectFrom('mailbox')
        .innerJoinLateral(
          (own) =>
            own
              .selectFrom('delivery')
              .select(['delivery.id', 'delivery.seq', 'delivery.referral_id', 'delivery.respond_by'])
              .select(['delivery.state', 'delivery.answer'])
              .whereRef('delivery.mailbox_id', '=', 'mailbox.id')
              .where(sql<boolean>`delivery.state in ('relayed', 'delivered')`)
              .where(isAsked('delivery.respond_by', asked))
              .$if(after !== undefined, (q) =>
                q.where(
                  sql<boolean>`(delivery.respond_by, delivery.seq) > (${after?.day}::date, ${String(after?.seq)}::bigint)`,
                ),
              )
              .where(often(isUnanswered))
              .orderBy('delivery.respond_by')
              .orderBy('delivery.seq')
              .limit(limit)
              .as('owed'),
          (join) => join.onTrue(),
        )
        .select(['owed.id', 'owed.seq', 'owed.referral_id', 'owed.state', 'owed.answer', 'mailbox.address'])
        .select(sql<string>`owed.respond_by`.as('respond_by'))
        .where('mailbox.id', 'in', mailboxIds.length === 0 ? [NO_MAILBOX] : [...mailboxIds])
        .orderBy('owed.respond_by')
        .orderBy('owed.seq')
        .limit(limit),
    )
    .selectFrom('page')
    .innerJoin('referral', 'referral.id', 'page.referral_id')
    .leftJoin('mailbox as sender', 'sender.id', 'referral.from_mailbox')
    .select(['page.id', 'page.seq', 'page.state', 'page.answer', 'page.address', 'page.respond_by'])
    .select(['referral.id as referral', 'referral.kind', 'referral.marking', 'referral.urgency'])
    .select(['referral.accepted_at', 'referral.from_domain', 'sender.address as from'])
    .orderBy('page.respond_by')
    .orderBy('page.seq')
}

const NO_MAILBOX = '00000000-0000-0000-0000-000000000000'

const cursorOf = ({ respond_by, seq }: { respond_by: string; seq: bigint }): string => `${respond_by}.${seq}`

function placeOf(cursor: string): OwedPlace {
  const [, day = '', seq = ''] = /^([0-9-]{10})\.([1-9][0-9]{0,17})$/.exec(cursor) ?? []
  if (seq !== '' && check(CalendarDate, day).length === 0) return { day, seq: BigInt(seq) }
  throw problem('invalid-request', 'The cursor is not one that this list gave.')
}
