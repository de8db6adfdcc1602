import { addDays, dayOf } from '../../domain/day.ts'
import type { OwedAnswer } from '../../domain/wire/owed-answers.ts'
import type { AnswerFilter } from '../../domain/wire/referral-response.ts'
import { dueOf } from '../../sdk/wording.ts'
import type { Page, Standing, Which } from './lists.ts'
import { work } from './open-session.ts'
import { ownAgency } from './own-agency.ts'

/** Something that the agency owes an answer to, with how that stands today. */
export type OwedRow = Standing<OwedAnswer>

const PAGE = 50

/** A page of what the mailboxes of one's own agency have still to answer, the longest due first. */
export async function owedAnswers({
  show,
  mailbox,
  after,
}: Which & { show: AnswerFilter }): Promise<Page<OwedRow>> {
  const { session, now } = await work()
  const { rows, next } = await session.client.owedAnswers({
    answer: show,
    limit: PAGE,
    ...(mailbox === null ? {} : { mailbox }),
    ...(after === null ? {} : { cursor: after }),
  })
  const today = dayOf(now)
  return {
    rows: rows.map((row) => ({
      ...row,
      due: dueOf({ ...row, deliveries: [{ ...row, answeredBy: null }] }, today),
    })),
    next,
  }
}

/** How many answers an agency owed in a month: overdue now, and not yet due. */
export type OwedMonth = { month: string; overdue: number; open: number }

/** What one's own agency was asked to answer by a day and has not, month by month for a year, the newest first. */
export async function owedMonths(): Promise<OwedMonth[]> {
  const { session, now } = await work()
  const agency = await ownAgency(session)
  const today = dayOf(now)
  // What is not yet due may be asked for by a day of months to come.
  const [since, until] = [addDays(today, -335).slice(0, 7), addDays(today, 92).slice(0, 7)]
  const { answers } = await session.client.statistics({ since, until })
  const ours = answers.find(({ name }) => name === agency)
  if (!ours) return []
  return ours.unanswered
    .map((overdue, at) => ({ month: monthAfter(since, at), overdue, open: ours.open[at] ?? 0 }))
    .filter(({ overdue, open }) => overdue + open > 0)
    .reverse()
}

function monthAfter(month: string, months: number): string {
  const at = new Date(`${month}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + months)
  return at.toISOString().slice(0, 7)
}
