import { dayOf } from '../../domain/day.ts'
import type { ReferralView } from '../../domain/wire/referral-response.ts'
import { statementOf } from '../../sdk/cases/timeline.ts'
import { ClientError } from '../../sdk/errors.ts'
import type { Session } from '../../sdk/session.ts'
import { whoAnswered } from '../../sdk/who-answered.ts'
import { dueOf, senderWords, standingWords } from '../../sdk/wording.ts'
import { dayInWords } from '../words.ts'
import { work } from './open-session.ts'
import { type Evidence, type Recipient, recipientsOf } from './recipients.ts'

/** Something of an exchange: where it leads, and what it is. */
type Named = { reference: string; kind: string; href: string }

/** How a recipient stands to what was asked of them. */
export type AskedRecipient = Recipient & {
  answered: boolean
  /** the reference, else the id, of the reply that came from them */
  replied: string | null
}

/** One of an exchange’s referrals and replies, with how each recipient stands as far as one is shown that. */
export type InThread = Named & {
  marking: string | null
  /** whether the service is not believed about it */
  doubted: boolean
  sentByMe: boolean
  /** how the answer stands that it asks for; null where it asks for none */
  asks: string | null
  overdue: boolean
  recipients: AskedRecipient[]
}

/** Something that happened in an exchange. */
export type ThreadEvent = Named & {
  at: string
  what: 'sent' | 'evidence' | 'withdrawn'
  /** whose it is: the sender, or the recipient that it is about */
  by: string
  to: string[]
  says: string | null
  /** null: the service’s word alone */
  strength: Evidence['strength'] | null
}

export type ThreadPage = {
  parties: string[]
  /** in the order in which they were sent */
  referrals: InThread[]
  /** the newest first */
  events: ThreadEvent[]
  /** the exchange is longer than that */
  truncated: boolean
}

/** An exchange as one order of time. Every signature in it is verified here. */
export async function thread(id: string): Promise<ThreadPage> {
  const { session, now } = await work()
  const exchange = await session.client.thread(id)
  const today = dayOf(now)
  const read = []
  for (const view of exchange.referrals) {
    if (exchange.thread !== id || view.thread !== id)
      throw new ClientError(
        'The service shows something in an exchange that it is not part of. Tell the operator.',
      )
    read.push(await readOne(session, view, { exchange: exchange.referrals, today }))
  }
  return {
    parties: exchange.parties,
    referrals: read.map(({ referral }) => referral),
    events: read
      .flatMap(({ events }) => events)
      .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
      .reverse(),
    truncated: exchange.truncated,
  }
}

async function readOne(
  session: Session,
  shown: ReferralView,
  { exchange, today }: { exchange: readonly ReferralView[]; today: string },
): Promise<{ referral: InThread; events: ThreadEvent[] }> {
  const { text, strength, problem, view } = await statementOf(session, shown)
  const recipients = await recipientsOf(session, view, text)
  const answers = new Map(whoAnswered(view, exchange).map((one) => [one.mailbox, one]))
  const named: Named = { reference: view.reference, kind: view.kind, href: hrefOf(view) }
  const standing = dueOf(view, today)
  return {
    referral: {
      ...named,
      marking: view.marking,
      doubted: problem !== null,
      sentByMe: view.sentByMe,
      asks: asksOf(view, exchange, today),
      overdue: standing?.overdue ?? false,
      recipients: recipients.map((one) => ({
        ...one,
        answered: answers.get(one.mailbox)?.answered ?? false,
        replied: answers.get(one.mailbox)?.replied ?? null,
      })),
    },
    events: [
      {
        ...named,
        at: view.acceptedAt,
        what: 'sent',
        by: senderWords(view),
        to: view.deliveries.map(({ mailbox }) => mailbox),
        says: problem,
        strength: strengthOf(strength, problem),
      },
      ...recipients.flatMap(({ mailbox, evidence }) =>
        evidence.map(
          ({ at, says, strength, ofSender }): ThreadEvent =>
            ofSender
              ? { ...named, at, what: 'withdrawn', by: senderWords(view), to: [mailbox], says, strength }
              : { ...named, at, what: 'evidence', by: mailbox, to: [], says, strength },
        ),
      ),
    ],
  }
}

/** What one sent oneself is one’s own copy; what came in is the delivery. */
const hrefOf = ({ sentByMe, referral, deliveries }: ReferralView): string =>
  sentByMe ? `/sent/${referral}` : `/received/${deliveries[0]?.delivery ?? referral}`

/** `1 of 2 has answered; overdue by 3 working days (3 March 2010)`. Of what was withdrawn no answer is asked. */
function asksOf(view: ReferralView, exchange: readonly ReferralView[], today: string): string | null {
  if (view.respondBy === null) return null
  const asked = whoAnswered(view, exchange).filter(({ state }) => state !== 'withdrawn')
  if (asked.length === 0) return null
  const answered = asked.filter((one) => one.answered).length
  const due = dueOf(view, today)
  const day =
    due === null
      ? `asked for by ${dayInWords(view.respondBy)}`
      : standingWords(view.respondBy, due, dayInWords)
  if (!view.sentByMe) return due === null ? `You have answered it; ${day}` : `Your answer is ${day}`
  return `${answered} of ${asked.length} ${answered === 1 ? 'has' : 'have'} answered; ${day}`
}

function strengthOf(found: string | null, problem: string | null): ThreadEvent['strength'] {
  if (problem !== null) return 'does not hold'
  return found === 'signed' || found === 'authenticated' || found === 'reported' ? found : null
}
