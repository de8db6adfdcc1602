import { reasonSentence } from '../../../domain/receipt-reasons.ts'
import { receiptTag } from '../../components/state-tag.ts'

/** A receipt says what happened, and where it was given back the code of the reason: `returned (outside-area)`. */
export function receiptSays(says: string): string {
  const [, event, reason] = /^([a-z]+)(?: \(([a-z-]+)\))?$/.exec(says) ?? []
  if (event === undefined) return says
  const words = receiptTag(event).text
  return reason === undefined ? words : `${words}. ${reasonSentence(reason)}`
}
