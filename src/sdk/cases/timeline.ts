import { type CaseText, LINK_REASONS } from '../../domain/cases/case-text.ts'
import { evidenceWords } from '../../domain/evidence-words.ts'
import { formatMarking } from '../../domain/marking.ts'
import type { DeliveryView, ReferralView } from '../../domain/wire/referral-response.ts'
import { ClientError, isApiProblem } from '../errors.ts'
import { asFiled } from '../read-filing.ts'
import { checkReceipts } from '../receipts.ts'
import { readStatement } from '../referral-statement.ts'
import type { Session } from '../session.ts'
import { wrongWithOne } from '../wrong-with-one.ts'
import type { OpenedCase } from './notes.ts'

/**
 * What stands behind an entry: the key of the person who signed it, the mail domain of a partner, somebody's word on the way, the
 * service's word about its own work, or the team's own notes. Null where what was to bear it out does not hold.
 */
export type Strength = 'signed' | 'authenticated' | 'reported' | 'service' | 'team'

/** Something that happened in a case. */
export type TimelineEntry = {
  /** ISO 8601 */
  at: string
  /** the case whose it is: several may be read together */
  case: string
  what:
    | 'referral'
    | 'receipt'
    | 'report'
    | 'attempt'
    | 'ended'
    | 'note'
    | 'action'
    | 'person'
    | 'exchange'
    | 'status'
    | 'link'
  says: string
  /** a sign-in name, or an address */
  by: string | null
  reference: string | null
  /** the exchange that it is of, or is about; null where it is about none */
  thread: string | null
  strength: Strength | null
  /** what is wrong with what was to bear it out */
  problem: string | null
}

/** Everything in some cases in the order of time; `missing` are exchanges that one's mailboxes are not party to. */
export type Timeline = { entries: TimelineEntry[]; missing: string[] }

/**
 * Puts the referrals, replies, receipts and reports of the cases' exchanges, and the team's notes and actions, into one order of
 * time. Every signature is verified here; what the service merely says is shown as its word.
 */
export async function timelineOf(session: Session, cases: readonly OpenedCase[]): Promise<Timeline> {
  const entries: TimelineEntry[] = []
  const missing: string[] = []
  for (const { notes } of cases) {
    entries.push(...ownEntries(notes))
    for (const { thread } of notes.threads) {
      const exchange = await session.client.thread(thread).catch((error: unknown) => {
        if (isApiProblem(error, 'not-found')) return null
        throw error
      })
      if (!exchange || exchange.thread !== thread) missing.push(thread)
      else
        for (const view of exchange.referrals) {
          // The statement over it is held against the exchange that it shows: that must be this one.
          if (view.thread !== thread)
            throw new ClientError(
              `The service shows ${view.reference} in an exchange that it is not part of. Tell the operator.`,
            )
          entries.push(...(await referralEntries(session, notes, view)))
        }
    }
  }
  return { entries: inOrder(entries), missing }
}

/** By time; of one moment in the order in which they were given. */
export const inOrder = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  [...entries].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

/** What the notes themselves say. */
export function ownEntries(notes: CaseText): TimelineEntry[] {
  const entry = (
    what: TimelineEntry['what'],
    { at, by }: { at: string; by: string },
    says: string,
    thread: string | null = null,
  ): TimelineEntry => ({
    ...{ at, case: notes.id, what, says, by },
    ...{ reference: null, thread, strength: 'team', problem: null },
  })
  return [
    ...notes.history.map((one, n) =>
      entry(
        'status',
        one,
        n === 0 ? 'case begun' : one.status === 'open' ? 'case opened again' : 'case closed',
      ),
    ),
    ...notes.threads.map((one) =>
      entry('exchange', one, `exchange ${one.thread} put into the case`, one.thread),
    ),
    ...notes.people.map((one) => entry('person', one, `person ${one.number}: ${one.person.name}`)),
    ...notes.notes.map((one) => entry('note', one, one.text)),
    ...notes.actions.flatMap(({ number, text, owner, due, history }) =>
      history.map((one, n) =>
        entry(
          'action',
          one,
          n === 0
            ? `action ${number} for ${owner}${due === null ? '' : `, due ${due}`}: ${text}`
            : `action ${number} ${one.status === 'open' ? 'open again' : one.status}${one.why === null ? '' : `: ${one.why}`}`,
        ),
      ),
    ),
    ...notes.links.map((one) =>
      entry(
        'link',
        one,
        `${one.ended ? 'link ended' : 'linked'}: ${one.case} (${one.why.map((why) => LINK_REASONS[why]).join('; ')})`,
      ),
    ),
  ]
}

async function referralEntries(
  session: Session,
  { id }: CaseText,
  view: ReferralView,
): Promise<TimelineEntry[]> {
  const { reference, thread } = view
  const base = { case: id, reference, thread, problem: null }
  const { text, strength, problem, says } = await statementOf(session, view)
  const first: TimelineEntry = {
    ...base,
    at: view.acceptedAt,
    what: 'referral',
    says,
    by: view.from ?? view.fromDomain,
    ...{ strength, problem },
  }
  const receipts = text === null ? [] : await checkReceipts(view, text, session)
  return [
    first,
    ...receipts.map(
      ({ event, reason, mailbox, time, problem }): TimelineEntry => ({
        ...base,
        at: time,
        what: 'receipt',
        says: `${event}${reason === null ? '' : ` (${reason})`}`,
        by: mailbox,
        strength: problem === null ? 'signed' : null,
        problem,
      }),
    ),
    ...view.deliveries.flatMap((delivery) => onTheWay(delivery).map((one) => ({ ...base, ...one }))),
  ]
}

/**
 * What the statement over a referral says, and what bears it out. Of mail there is no manifest that receipts could name: its `text` is
 * null, as is that of a statement that does not hold, whose marking nobody is to go by. `view` has of mail what was signed when it was filed.
 */
export async function statementOf(
  session: Session,
  view: ReferralView,
): Promise<
  Pick<TimelineEntry, 'strength' | 'problem' | 'says'> & { text: string | null; view: ReferralView }
> {
  try {
    const statement = await readStatement(session, view)
    if (statement.origin === 'submitted') {
      const { kind, marking, to } = statement.fields
      const strength: Strength = 'signed'
      const says = `${kind}, ${formatMarking(marking)}, to ${to.join(', ')}${standing(view)}`
      return { text: statement.text, strength, problem: null, says, view }
    }
    const { authentication, mailbox } = statement.fields
    const strength: Strength = authentication.result === 'pass' ? 'authenticated' : 'reported'
    const { view: believed, before } = await asFiled(session, view)
    const filed = `${before.filing?.kind ?? 'not filed yet'}${believed.unproven ? ', unproven' : ''}`
    return {
      ...{ text: null, strength, problem: before.doubt, view: believed },
      says: `mail to ${mailbox}: ${filed}`,
    }
  } catch (error) {
    return {
      text: null,
      strength: null,
      problem: wrongWithOne(error),
      says: view.kind,
      view: { ...view, marking: null },
    }
  }
}

/** How far each recipient has come, where nothing with a time of its own says it. */
function standing({ deliveries }: ReferralView): string {
  const words = deliveries.map(
    ({ mailbox, state, answer, answeredBy }) =>
      `${mailbox} ${answeredBy === null ? (answer ?? state) : 'replied'}`,
  )
  return words.length === 0 ? '' : ` (now: ${words.join('; ')})`
}

type OnTheWay = Pick<TimelineEntry, 'at' | 'what' | 'says' | 'by' | 'strength'>

const STRENGTHS: readonly string[] = ['signed', 'authenticated', 'reported'] satisfies Strength[]
const isStrength = (text: string): text is Strength => STRENGTHS.includes(text)

/** Reports of servers, attempts that failed, and an end without a delivery. Receipts are listed as they were checked. */
function onTheWay({ mailbox, state, attempts, evidence }: DeliveryView): OnTheWay[] {
  const failed = attempts.filter(({ code }) => code === null || code >= 400)
  const last = attempts.at(-1)
  return [
    ...evidence
      .filter(({ kind }) => kind !== 'receipt')
      .map(
        ({ at, strength, ...one }): OnTheWay => ({
          ...{ at, what: 'report', says: evidenceWords(one), by: mailbox },
          strength: isStrength(strength) ? strength : null,
        }),
      ),
    ...failed.map(
      ({ at, n, code, reply }): OnTheWay => ({
        ...{ at, what: 'attempt', by: mailbox, strength: 'service' },
        says: `attempt ${n} failed: ${code ?? 'no answer'} ${reply}`,
      }),
    ),
    ...(last && (state === 'failed' || state === 'expired')
      ? [
          {
            at: last.at,
            what: 'ended' as const,
            says: `not delivered: ${state}`,
            by: mailbox,
            strength: 'service' as const,
          },
        ]
      : []),
  ]
}
