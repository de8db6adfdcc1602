import type { ReceiptReason } from '../receipt-reasons.ts'
import type { DataClass } from '../wire/referral-fields.ts'
import { GUIDANCE, type Reason } from './case.ts'

/** What needs no legal basis is not turned away for want of one: between partners there is none for not sharing it (L14). */
export function decliningRules(reason: ReceiptReason | null, dataClass: DataClass): Reason[] {
  if (reason !== 'no-legal-basis' || dataClass === 'personal' || dataClass === 'sensitive-personal') return []
  return [
    {
      rule: 'L14',
      statute: `${GUIDANCE}, section 4.3.1`,
      sentence:
        'It identifies nobody, and sharing depersonalised information needs no legal basis: there is none for not sharing it either. Give another reason, such as no-capacity or nothing-to-add, or say in a reply what you are uncertain of.',
    },
  ]
}
