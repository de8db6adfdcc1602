import type { AnswerReason } from '../../../domain/receipt-reasons.ts'
import type { FieldError } from '../../components/field-error.ts'

/** Its sender and auditors would look for a reply that nobody wrote. */
const NO_ADVICE = 'Select another reason, or give the advice with it: this one says that advice is in a reply'

/** What is missing or cannot be, of why something is given back. `advises`: whether advice goes with it; of what is declined none can. */
export const wrongReason = (
  event: 'returned' | 'declined',
  { reason, advises }: { reason: AnswerReason | null; advises: string },
): FieldError[] => [
  ...(reason === null
    ? [{ field: 'code', message: `Select why you ${event === 'returned' ? 'return' : 'decline'} it` }]
    : []),
  ...(reason === 'advice-given' && advises === 'no' ? [{ field: 'code', message: NO_ADVICE }] : []),
  ...(event === 'returned' && advises === ''
    ? [{ field: 'advises', message: 'Select whether you give advice' }]
    : []),
]
