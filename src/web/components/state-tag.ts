import { answerWord } from '../../domain/delivery.ts'
import { stateWords } from '../../sdk/wording.ts'
import type { TagColour } from './tag.tsx'

const STATES: Readonly<Record<string, { text: string; colour: TagColour }>> = {
  quarantined: { text: 'Held back', colour: 'red' },
  accepted: { text: 'On its way', colour: 'grey' },
  relayed: { text: 'On its way', colour: 'grey' },
  delivered: { text: 'Delivered', colour: 'blue' },
  failed: { text: 'Not delivered', colour: 'red' },
  expired: { text: 'Not delivered', colour: 'red' },
  withdrawn: { text: 'Withdrawn', colour: 'yellow' },
  collected: { text: 'Collected', colour: 'grey' },
  opened: { text: 'Opened', colour: 'grey' },
  acknowledged: { text: 'Acknowledged', colour: 'purple' },
  'taken-on': { text: 'Taken on', colour: 'green' },
  returned: { text: 'Returned', colour: 'yellow' },
  declined: { text: 'Declined', colour: 'yellow' },
  replied: { text: 'Replied', colour: 'green' },
}

/** How far a delivery has come, as a tag has it. */
export function stateTag(delivery: Parameters<typeof stateWords>[0]): { text: string; colour: TagColour } {
  return stateTagOf(stateWords(delivery))
}

/** What a receipt says, by the same words: as a receipt has it, "accepted" is that the team takes it on. */
export const receiptTag = (event: string): { text: string; colour: TagColour } =>
  stateTagOf(event === 'accepted' ? answerWord(event) : event)

/** The same by the word for it; a word that this page does not know stands as it is. */
export const stateTagOf = (word: string): { text: string; colour: TagColour } =>
  Object.hasOwn(STATES, word) && STATES[word] ? STATES[word] : { text: word, colour: 'grey' }
