import { answerWord } from '../domain/delivery.ts'
import type { DeliveryView } from '../domain/wire/referral-response.ts'
import type { RecipientAnswer } from '../sdk/who-answered.ts'

/** A time as lists show it, in UTC to the minute. */
export const shortTime = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')}Z`

/** How far a delivery has come, the reader's answer before the transport's. */
export const stateWords = ({
  state,
  answer,
  answeredBy = null,
}: {
  state: DeliveryView['state']
  answer: DeliveryView['answer']
  answeredBy?: string | null
}): string => (answeredBy ? 'replied' : answer === null ? state : answerWord(answer))

/** How a recipient stands, with the reason, what they replied, and since when. */
export const recipientWords = ({ state, answer, reason, replied, at }: RecipientAnswer): string => {
  const words = [
    `${answer === null ? state : answerWord(answer)}${reason === null ? '' : ` (${reason})`}`,
    ...(replied === null ? [] : [`replied ${replied}`]),
  ]
  return `${words.join(', ')}  ${shortTime(at)}`
}

/** Whose it is: the mailbox, or for mail that nobody has verified the domain it came from. */
export const senderWords = ({
  from,
  fromDomain,
}: {
  from: string | null
  fromDomain: string | null
}): string => from ?? (fromDomain === null ? 'unknown' : `somebody at ${fromDomain}`)

/** When an answer is due, to be put after a comma; nothing when none is. */
export const dueWords = ({ respondBy }: { respondBy: string | null }): string =>
  respondBy === null ? '' : `, answer due ${respondBy}`

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

/** What became of a record that is not there any more. What destroyed it may not be published for a moment. */
export const erasedBy = (destruction: string | null): string =>
  destruction === null
    ? 'its record missing without a destruction that is published'
    : `its record destroyed, as entry ${destruction} says`
