import { ANSWER_STATES } from '../../domain/delivery.ts'
import type { DeliveryView } from '../../domain/wire/referral-response.ts'
import type { CheckedReceipt } from '../../sdk/receipts.ts'
import type { Evidence } from './recipients.ts'

/** What a recipient has done with it, in the order in which it is done. */
export type ReceiptStep = 'delivered' | 'collected' | 'opened' | 'acknowledged'

/** When it was done and what bears it out; `strength` null: the service's word alone. */
export type Done = { at: string | null; strength: Evidence['strength'] | null }

/** So far an answer has come: what is returned or declined was fetched, opened and seen. */
const ORDER: readonly string[] = ANSWER_STATES
const rankOf = (event: string): number => ORDER.indexOf(event)

/** What bears out a step: the receipt that says it or what only follows it; else the strongest of what was reported. */
export function doneOf(
  step: ReceiptStep,
  { delivery, state, answer, evidence }: Pick<DeliveryView, 'delivery' | 'state' | 'answer' | 'evidence'>,
  checked: readonly CheckedReceipt[],
): Done | null {
  const rank = rankOf(step)
  const own = checked.filter((one) => one.delivery === delivery && rankOf(one.event) >= rank && rank >= 0)
  const first = own
    .filter(({ problem }) => problem === null)
    .sort((one, other) => rankOf(one.event) - rankOf(other.event) || (one.time < other.time ? -1 : 1))[0]
  if (first) return { at: first.time, strength: 'signed' }
  const said = step === 'delivered' ? state === 'delivered' || answer !== null : rankOf(answer ?? '') >= rank
  if (own.some(({ problem }) => problem !== null)) return { at: null, strength: 'does not hold' }
  if (!said) return null
  const reports = evidence.filter(({ kind }) => kind !== 'receipt')
  const strongest = (['authenticated', 'reported'] as const).flatMap((strength) =>
    reports.filter((one) => one.strength === strength),
  )[0]
  return {
    at: strongest?.at ?? null,
    strength: strongest?.strength === 'authenticated' ? 'authenticated' : strongest ? 'reported' : null,
  }
}
