import { sql } from 'kysely'
import { ANSWERS_NOTHING } from '../../../domain/kinds.ts'
import type { Db } from '../../db.ts'
import { isLetThrough } from '../../deliveries/answering-mail.ts'
import { answersByReceipt } from '../../deliveries/answering-receipts.ts'
import type { RegisterScope } from '../scope.ts'
import { createCounts, type Span } from './span.ts'

/** How what an agency was asked to answer by a day has gone. */
export const ANSWERED = ['inTime', 'late', 'unanswered', 'open', 'withdrawn'] as const
type Row = { month: string; agency: string; how: (typeof ANSWERED)[number]; deliveries: number }

/**
 * What agencies were asked to answer by days of some months, as far as the scope goes: by whether it was answered by the end
 * of the day (of the United Kingdom), after it, or not at all. An answer is a signed receipt that
 * accepts, returns or declines, a reply (no note, no record) from the mailbox that was asked, or mail that was joined to the delivery and is
 * not held back; the first counts. What was withdrawn before anybody read it counts by itself.
 *
 * @param today the day in the United Kingdom
 */
export async function countAnswers(db: Db, scope: RegisterScope, span: Span, today: string) {
  const { rows } = await answerCounts(scope, span, today).execute(db)
  const counts = {
    inTime: createCounts<string>(span),
    late: createCounts<string>(span),
    unanswered: createCounts<string>(span),
    open: createCounts<string>(span),
    withdrawn: createCounts<string>(span),
  }
  for (const { month, agency, how, deliveries } of rows) {
    for (const one of ANSWERED) counts[one].add(agency, agency, month, one === how ? deliveries : 0)
  }
  const found = ANSWERED.map((how) => new Map(counts[how].list().map(({ of, counts }) => [of, counts])))
  // Those who were late most often, and not at all, first.
  return createOrder(rows).map((agency) => {
    const [inTime = [], late = [], unanswered = [], open = [], withdrawn = []] = found.map(
      (by) => by.get(agency) ?? [],
    )
    return { agency, inTime, late, unanswered, open, withdrawn }
  })
}

function createOrder(rows: readonly Row[]): string[] {
  const late = new Map<string, { late: number; all: number }>()
  for (const { agency, how, deliveries } of rows) {
    const known = late.get(agency) ?? { late: 0, all: 0 }
    late.set(agency, {
      late: known.late + (how === 'late' || how === 'unanswered' ? deliveries : 0),
      all: known.all + deliveries,
    })
  }
  return [...late]
    .sort(([a, one], [b, other]) => other.late - one.late || other.all - one.all || (a < b ? -1 : 1))
    .map(([agency]) => agency)
}

/** The query itself, for what is measured of it. */
export function answerCounts(scope: RegisterScope, { from, end }: Span, today: string) {
  const own = scope.everything
    ? sql`true`
    : sql`exists (select from disclosure join disclosure_term term on term.seq = disclosure.seq
        where disclosure.delivery_id = delivery.id and term.field = 'agency' and term.value = ${scope.agencyId})`
  return sql<Row>`
    with asked as materialized (
      select delivery.id, delivery.mailbox_id, delivery.referral_id, mailbox.agency_id, referral.respond_by,
          referral.kind, delivery.state
        from referral
        join delivery on delivery.referral_id = referral.id
        join mailbox on mailbox.id = delivery.mailbox_id
        where referral.respond_by >= ${from}::date and referral.respond_by < ${end}::date and ${own}
    ), answered as (
      select asked.respond_by, asked.agency_id, asked.state, (least(
          (select min(at) from receipt
            where delivery_id = asked.id and ${answersByReceipt(sql.ref('receipt.event'), sql.ref('asked.kind'))}),
          (select min(inbound.at) from inbound where inbound.answers = asked.id and ${isLetThrough}),
          (select min(reply.accepted_at) from referral as reply
            where reply.in_reply_to = asked.referral_id and reply.from_mailbox = asked.mailbox_id
              and reply.kind not in (${sql.join(ANSWERS_NOTHING)}))
        ) at time zone 'Europe/London')::date as day
        from asked
    )
    select to_char(date_trunc('month', respond_by), 'YYYY-MM') as month, agency_id as agency,
        case when state = 'withdrawn' then 'withdrawn' when day <= respond_by then 'inTime' when day is not null then 'late'
             when respond_by < ${today}::date then 'unanswered' else 'open' end as how,
        count(*)::integer as deliveries
      from answered group by 1, 2, 3`
}
