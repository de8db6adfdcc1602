import { v7 } from 'uuid'
import { dayOf } from '../../domain/day.ts'
import { type Decision, type Reason, unmetIn } from '../../domain/decide.ts'
import { kindOf } from '../../domain/kinds.ts'
import type { LegalBasis } from '../../domain/legal-bases.ts'
import { formatMarking, LEVELS, parseMarking } from '../../domain/marking.ts'
import type { AnswerReason } from '../../domain/receipt-reasons.ts'
import { rulesOf } from '../../domain/rule-sets.ts'
import type { Fault } from '../../domain/wire/check.ts'
import type { Consent, GuardianConsent, Marking } from '../../domain/wire/referral-fields.ts'
import { adviseOnce, demandReturnable } from '../../sdk/advice.ts'
import { answer as postAnswer } from '../../sdk/answer.ts'
import { askRules } from '../../sdk/ask-rules.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type Readers, whoReads } from '../../sdk/keys/who-reads.ts'
import { markingConflicts } from '../../sdk/marking-conflicts.ts'
import type { ReferralRequest } from '../../sdk/referral-request.ts'
import { noteAfter, replyTo } from '../../sdk/reply.ts'
import type { Session } from '../../sdk/session.ts'
import { readDirectory } from '../../sdk/trust/trusted.ts'
import { work } from './open-session.ts'
import { type Opened, openedBefore } from './referral.ts'
import { type Outcome, submit } from './submit.ts'

/** What is answered: a delivery that came in, or what one's own mailbox sent. */
export type Answered = { of: string; received: boolean }

/** Kinds that are written in answer to something on these pages. */
export type AnswerKind = 'reply' | 'note'

/** A legal basis to be chosen. */
export type BasisChoice = Pick<LegalBasis, 'code' | 'name' | 'statute' | 'sentence'> & { usual: boolean }

/** What an answer begins with. */
export type Beginning = {
  /** of the answer, made once: however often it is sent, it arrives once */
  id: string
  original: Opened
  to: string[]
  marking: string
  /** that may be chosen instead: of its scheme, and not lower */
  markings: string[]
  bases: BasisChoice[]
}

/** What a person answers, in plain values. */
export type Written = {
  id: string
  kind: AnswerKind
  data: unknown
  marking: string
  bases: string[]
  consent: Consent | null
  guardian: GuardianConsent | null
}

/** What the rules say to an answer, and who will be able to read it. */
export type Judged = {
  refused: boolean
  unmet: Reason[]
  readers: Readers[]
  /** where a higher marking is named than it is sent with */
  higher: string[]
  to: string[]
}

/** Where an answer goes, what it is marked as, and by what law it may be sent. What it answers has been opened before. */
export async function beginAnswer(answered: Answered, kind: AnswerKind): Promise<Beginning> {
  const { session, now } = await work()
  const place = await placeOf(session, answered, kind)
  const directory = await readDirectory(session)
  const { fields } = await askRules({
    session,
    question: { ...place, contains: { dataClass: 'none', categories: [] } },
    now,
  })
  const agreement = directory.agreements.find(
    ({ id, version }) => id === fields.agreement.id && version === fields.agreement.version,
  )
  const rules = agreement ? rulesOf(agreement, dayOf(now)) : null
  const usual = rules === null ? [] : (kindOf(kind).defaults.bases[rules.id] ?? [])
  return {
    id: v7({ msecs: now.getTime() }),
    original: await openedBefore(answered),
    to: fields.to,
    marking: formatMarking(fields.marking),
    markings: markingsFrom(fields.marking, rules?.marking.ceiling ?? fields.marking.level),
    bases: (rules?.bases ?? []).map(({ code, name, statute, sentence }) => ({
      ...{ code, name, statute, sentence },
      usual: usual.includes(code),
    })),
  }
}

/** What a receipt alone answers: nothing is written, and nobody has to be known to write to. */
export async function beginReceipt(delivery: string): Promise<Beginning> {
  const { session, now } = await work()
  const { view } = await openedDelivery(session, delivery)
  const id = v7({ msecs: now.getTime() })
  const original = await openedBefore({ of: delivery, received: true })
  const marking = original.marking ?? view.marking ?? 'RESTRICTED'
  return { id, original, to: [], marking, markings: [], bases: [] }
}

/** What is wrong with a form, by JSON Pointer into it. */
export async function answerFaults(kind: AnswerKind, data: unknown): Promise<Fault[]> {
  return kindOf(kind).check(data)
}

/** Asks all that is asked before an answer is sent, and sends nothing. */
export async function judgeAnswer(answered: Answered, written: Written): Promise<Judged> {
  const { session, now } = await work()
  const request = await requestOf(session, answered, written)
  const { decision, fields } = await askRules({ session, question: request, now })
  return {
    ...judgement(decision),
    readers: whoReads(await session.trust.state(), [...fields.to, fields.from]),
    higher: markingConflicts(fields.marking, request).map(({ where }) => where),
    to: fields.to,
  }
}

/** Seals and sends an answer. */
export async function sendAnswer(answered: Answered, written: Written): Promise<Outcome> {
  const { session, now } = await work()
  return submit(session, await requestOf(session, answered, written), now)
}

/** How giving a referral back went: the receipt is signed once any advice has gone. */
export type GivenBack = { advice: Outcome | null; returned: boolean }

/** Returns a delivery, with advice where there is some, or declines it. A receipt with its reason goes to its sender. */
export async function giveBack(
  delivery: string,
  { event, reason, advice }: { event: 'returned' | 'declined'; reason: AnswerReason; advice: Written | null },
): Promise<GivenBack> {
  const { session, now } = await work()
  const { referral } = (await openedBefore({ of: delivery, received: true })).headline
  const receipt = () => postAnswer({ session, delivery, referral, event, reason, now })
  if (advice === null) {
    await receipt()
    return { advice: null, returned: true }
  }
  const { view, own } = await openedDelivery(session, delivery)
  const isReturned = demandReturnable(session, own)
  let outcome: Outcome | null = null
  const reference = await adviseOnce(session, { view, own, referral }, async (belongs) => {
    outcome = await submit(session, { ...belongs, ...groundsOf(advice), data: advice.data }, now)
    return outcome.outcome === 'sent' ? outcome.reference : null
  })
  if (reference === null) return { advice: outcome, returned: false }
  if (!isReturned) await receipt()
  const sent: Outcome = outcome ?? { outcome: 'sent', reference, thread: view.thread, entry: null }
  return { advice: sent, returned: true }
}

async function requestOf(
  session: Session,
  answered: Answered,
  written: Written,
): Promise<ReferralRequest & { id: string }> {
  const place = await placeOf(session, answered, written.kind)
  return { ...place, ...groundsOf(written), id: written.id, data: written.data }
}

const groundsOf = ({ marking, bases, consent, guardian }: Written) => ({
  marking: parseMarking(marking),
  bases,
  ...(consent === null ? {} : { consent }),
  ...(guardian === null ? {} : { guardian }),
})

async function placeOf(session: Session, { of, received }: Answered, kind: AnswerKind) {
  if (!received) {
    const view = await session.client.referral(of)
    const mailboxes = session.person.mailboxes.map(({ address }) => address)
    return noteAfter({ session, view, referral: of, mailboxes })
  }
  const { view, own } = await openedDelivery(session, of)
  // What the person has read, and not whatever the service shows in its place now.
  const { referral } = (await openedBefore({ of, received })).headline
  return replyTo({ session, view, referral, mailbox: own.mailbox, kind })
}

/** A delivery that somebody of the team has opened: nothing is opened, and signed for, by answering it. */
async function openedDelivery(session: Session, of: string) {
  const view = await session.client.delivery(of)
  const own = view.deliveries.find(({ delivery }) => delivery === of)
  if (!own) throw new ClientError('That delivery is not one of your mailboxes’.')
  if (own.answer === null) throw new ClientError('Nobody in your team has opened it. Open it first.')
  return { view, own }
}

/** The marking of what is answered, and those above it that may travel. */
function markingsFrom(marking: Marking, ceiling: string): string[] {
  const levels = LEVELS[marking.scheme]
  const from = levels.indexOf(marking.level)
  return levels
    .slice(from, Math.max(levels.indexOf(ceiling), from) + 1)
    .map((level) => formatMarking({ ...marking, level }))
}

const judgement = (decision: Decision): Pick<Judged, 'refused' | 'unmet'> => ({
  refused: decision.outcome === 'refused',
  unmet: unmetIn(decision),
})
