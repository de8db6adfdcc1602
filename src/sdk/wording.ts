import { type AnswerStanding, answerStanding, URGENCY_WORDS } from '../domain/answer-times.ts'
import { type AskedDelivery, awaitsAnswer } from '../domain/answered.ts'
import { answerWord } from '../domain/delivery.ts'
import type { Urgency } from '../domain/wire/referral-fields.ts'
import type { DeliveryView } from '../domain/wire/referral-response.ts'

/**
 * How far a delivery has come, the reader's answer before the transport's. What was given back stays so: a reply that went
 * with it is its advice.
 */
export const stateWords = ({
  state,
  answer,
  answeredBy = null,
}: {
  state: DeliveryView['state']
  answer: DeliveryView['answer']
  answeredBy?: string | null
}): string => {
  if (answer === 'returned' || answer === 'declined') return answer
  return answeredBy ? 'replied' : answer === null ? state : answerWord(answer)
}

/** Whose it is: the mailbox, or for mail that nobody has verified the domain it came from. */
export const senderWords = ({
  from,
  fromDomain,
}: {
  from: string | null
  fromDomain: string | null
}): string => from ?? (fromDomain === null ? 'unknown' : `somebody at ${fromDomain}`)

/** What has to be known to say how an answer stands: its deliveries are those that were asked for it. */
type Asked = {
  kind: string
  urgency: Urgency | null
  respondBy: string | null
  deliveries: readonly AskedDelivery[]
}

/** How an answer stands that was asked for and has not come from everybody; null where none is to come. */
export function dueOf({ kind, respondBy, deliveries }: Asked, today: string): AnswerStanding | null {
  const waits = deliveries.some((delivery) => awaitsAnswer(kind, delivery))
  return respondBy === null || !waits ? null : answerStanding(respondBy, today)
}

/** A day, `YYYY-MM-DD`, as whoever shows it writes days. */
type SayDay = (day: string) => string
const asItIs: SayDay = (day) => day

/**
 * How urgent it is, and when an answer is due; to be put after whom it is of, and nothing where there is nothing to say. Of what was
 * withdrawn from everybody no answer is asked for.
 */
export function dueWords(asked: Asked, today: string, sayDay = asItIs): string {
  const { urgency, respondBy, deliveries } = asked
  const isAsked = deliveries.some(({ state }) => state !== 'withdrawn')
  const words = [
    ...(urgency === null || urgency === 'routine' ? [] : [URGENCY_WORDS[urgency]]),
    ...(respondBy === null || !isAsked
      ? []
      : [`answer ${standingWords(respondBy, dueOf(asked, today), sayDay)}`]),
  ]
  return words.map((said) => `, ${said}`).join('')
}

/** `due 2010-03-12 (in 2 working days)`, `overdue by 4 working days (2010-03-12)`; `was due 2010-03-12` where nothing is to come. */
export function standingWords(respondBy: string, standing: AnswerStanding | null, sayDay = asItIs): string {
  const day = sayDay(respondBy)
  if (standing === null) return `was due ${day}`
  const { overdue, workingDays } = standing
  const days = `${workingDays} working day${workingDays === 1 ? '' : 's'}`
  if (overdue) return workingDays === 0 ? `overdue since ${day}` : `overdue by ${days} (${day})`
  return `due ${day} (${workingDays === 0 ? 'the last working day' : `in ${days}`})`
}

/** Whether it is mail from a partner that somebody has opened, and nobody has filed: it has no marking and no kind yet. */
export const waitsToBeFiled = ({
  origin,
  kind,
  answer,
}: {
  origin: 'submitted' | 'mail'
  kind: string
  answer: string | null
}): boolean => origin === 'mail' && answer !== null && kind === 'mail'

/** What a reader must know of how it came, to be put after the sender; nothing for what is sealed and proven. */
export const cameWords = ({
  unproven,
  sealedOnArrival,
}: {
  unproven: boolean
  sealedOnArrival: boolean
}): string => {
  const words = [...(unproven ? ['unproven'] : []), ...(sealedOnArrival ? ['sealed on arrival'] : [])]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

/** What stands over the considerations that somebody is asked to weigh (L13). */
export const CONSIDER = 'Weigh these before you share. None of them keeps you from it:'

/** In the place of a marking that nobody has given yet: what it is treated as until then. */
export const NOT_YET_MARKED = 'NOT YET MARKED (handle as RESTRICTED)'
