import type { AnswerStanding } from '../../domain/answer-times.ts'
import { dayOf } from '../../domain/day.ts'
import { safeLine } from '../../domain/kinds/plain-text.ts'
import type { Draft } from '../../domain/wire/drafts.ts'
import { type InboxRow, MOST_COUNTED, type SentRow } from '../../domain/wire/referral-response.ts'
import { type Believed, believedInbox, believedSent } from '../../sdk/believed-rows.ts'
import type { InboxQuery, ListQuery } from '../../sdk/client.ts'
import { dueOf } from '../../sdk/wording.ts'
import { work } from './open-session.ts'

/** Which of what came in: what nobody has looked at, what has still to be answered, what should have been, or all. */
export type InboxFilter = 'new' | 'needed' | 'overdue' | 'all'

/** One mailbox, or all of the person's where left out; and where the list goes on. */
export type Which = { mailbox: string | null; after: string | null }

/** A row with how its answer stands, which depends on the day. */
export type Standing<Row> = Row & { due: AnswerStanding | null }
/** A row of what came in, or was sent, as far as somebody signed what it says. */
export type ListedRow<Row> = Standing<Believed<Row>>
/** A page of a list; `next`: where it goes on, null at its end. */
export type Page<Row> = { rows: Row[]; next: string | null }

/** How many there are; `more`: at least so many. */
export type Count = { count: number; more: boolean }
export type Counts = Record<'new' | 'needed' | 'overdue' | 'drafts', Count>

const PAGE = 50

/** A page of what the person's mailboxes have received, newest first. */
export async function inbox({
  filter,
  ...which
}: Which & { filter: InboxFilter }): Promise<Page<ListedRow<InboxRow>>> {
  const { session, now } = await work()
  const query = { ...pageOf(which), ...(filter === 'all' ? {} : { answer: filter }), limit: PAGE } as const
  const { rows, next } = await session.client.inbox({ ...query, signed: 'yes' })
  const believed = (await believedInbox(session, rows)).map(withSafeDoubt)
  return { rows: believed.map(receivedOn(dayOf(now))), next }
}

/** A page of what they have sent, newest first. */
export async function sent(which: Which): Promise<Page<ListedRow<SentRow>>> {
  const { session, now } = await work()
  const { rows, next } = await session.client.sent({ ...pageOf(which), limit: PAGE, signed: 'yes' })
  const believed = (await believedSent(session, rows)).map(withSafeDoubt)
  return { rows: believed.map(sentOn(dayOf(now))), next }
}

/** A page of any length as the service has it, of which nothing is verified. */
export async function sentPage(query: ListQuery): Promise<Page<Standing<SentRow>>> {
  const { session, now } = await work()
  const { rows, next } = await session.client.sent(query)
  return { rows: rows.map(sentOn(dayOf(now))), next }
}

/** The drafts of one mailbox or of all: what they are about only opening them would tell. */
export async function drafts({ mailbox }: Pick<Which, 'mailbox'>): Promise<Draft[]> {
  const { session } = await work()
  return (await session.client.drafts()).filter((draft) => mailbox === null || draft.mailbox === mailbox)
}

/** What waits, in numbers. */
export async function counts({ mailbox }: Pick<Which, 'mailbox'>): Promise<Counts> {
  const { session } = await work()
  const counted = async (answer: NonNullable<InboxQuery['answer']>): Promise<Count> => {
    const query = { ...pageOf({ mailbox, after: null }), limit: 1, answer, count: 'yes' } as const
    const { count = 0 } = await session.client.inbox(query)
    return { count, more: count === MOST_COUNTED }
  }
  const [fresh, needed, overdue, waiting] = await Promise.all([
    counted('new'),
    counted('needed'),
    counted('overdue'),
    drafts({ mailbox }),
  ])
  return { new: fresh, needed, overdue, drafts: { count: waiting.length, more: false } }
}

/** The same of the inbox. */
export async function inboxPage(query: InboxQuery): Promise<Page<Standing<InboxRow>>> {
  const { session, now } = await work()
  const { rows, next } = await session.client.inbox(query)
  return { rows: rows.map(receivedOn(dayOf(now))), next }
}

/** A doubt has words of the service in it. */
const withSafeDoubt = <Row extends { doubt: string | null }>(row: Row): Row => ({
  ...row,
  doubt: row.doubt && safeLine(row.doubt),
})

const receivedOn =
  (today: string) =>
  <Row extends Omit<InboxRow, 'signed'>>(row: Row): Standing<Row> => ({
    ...row,
    due: dueOf({ ...row, deliveries: [row] }, today),
  })

const sentOn =
  (today: string) =>
  <Row extends Omit<SentRow, 'signed'>>(row: Row): Standing<Row> => ({
    ...row,
    due: dueOf({ ...row, deliveries: row.to }, today),
  })

const pageOf = ({ mailbox, after }: Which): ListQuery => ({
  ...(mailbox === null ? {} : { mailbox }),
  ...(after === null ? {} : { cursor: after }),
})
