import { answerWord } from '../domain/delivery.ts'
import type { RecipientAnswer } from '../sdk/who-answered.ts'

export { cameWords, dueOf, dueWords, senderWords, standingWords, stateWords } from '../sdk/wording.ts'

/** A time as lists show it, in UTC to the minute. */
export const shortTime = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')}Z`

/** How a recipient stands, with the reason, what they replied, and since when. */
export const recipientWords = ({ state, answer, reason, replied, at }: RecipientAnswer): string => {
  const words = [
    `${answer === null ? state : answerWord(answer)}${reason === null ? '' : ` (${reason})`}`,
    ...(replied === null ? [] : [`replied ${replied}`]),
  ]
  return `${words.join(', ')}  ${shortTime(at)}`
}

/** What became of a record that is not there any more. What destroyed it may not be published for a moment. */
export const erasedBy = (destruction: string | null): string =>
  destruction === null
    ? 'its record missing without a destruction that is published'
    : `its record destroyed, as entry ${destruction} says`
