import type { AnswerStanding } from '../../domain/answer-times.ts'
import { dayOf } from '../../domain/day.ts'
import type { Draft } from '../../domain/wire/drafts.ts'
import { type InboxRow, MOST_COUNTED, type SentRow } from '../../domain/wire/referral-response.ts'
import type { InboxQuery, ListQuery } from '../../sdk/client.ts'
import { dueOf } from '../../sdk/wording.ts'
import { work } from './open-session.ts'

/** Which of what came in: what nobody has looked at, what has still to be answered, what should have been, or all. */
export type InboxFilter = 'new' | 'needed' | 'overdue' | 'all'

/** One mailbox, or all of the person's where left out; and where the list goes on. */
export type Which = { mailbox: string | null; after: string | null }

/** A row with how its answer stands, which depends on the day. */
export type Standing<Row> = Row & { due: AnswerStanding | null }
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
}: Which & { filter: InboxFilter }): Promise<Page<Standing<InboxRow>>> {
  return inboxPage({ ...pageOf(which), ...(filter === 'all' ? {} : { answer: filter }), limit: PAGE })
}

/** A page of what they have sent, newest first. */
export async function sent(which: Which): Promise<Page<Standing<SentRow>>> {
  return sentPage({ ...pageOf(which), limit: PAGE })
}

/** The same of any length. */
export async function sentPage(query: ListQuery): Promise<Page<Standing<SentRow>>> {
  const { session, now } = await work()
  const { rows, next } = await session.client.sent(query)
  const today = dayOf(now)
  return { rows: rows.map((row) => ({ ...row, due: dueOf({ ...row, deliveries: row.to }, today) })), next }
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

/** A page of the inbox as the service has it. */
export async function inboxPage(query: InboxQuery): Promise<Page<Standing<InboxRow>>> {
  const { session, now } = await work()
  const { rows, next } = await session.client.inbox(query)
  const today = dayOf(now)
  return { rows: rows.map((row) => ({ ...row, due: dueOf({ ...row, deliveries: [row] }, today) })), next }
}

const pageOf = ({ mailbox, after }: Which): ListQuery => ({
  ...(mailbox === null ? {} : { mailbox }),
  ...(after === null ? {} : { cursor: after }),
})
