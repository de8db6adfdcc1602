import type { AnswerState } from '../../domain/delivery.ts'
import { answer as post } from '../../sdk/answer.ts'
import { work } from './open-session.ts'

/** What can be said without a reason, by a receipt alone. */
export type PlainAnswer = 'acknowledged' | 'accepted'

/** Signs and sends a receipt that says so. @returns how the delivery stands now */
export async function answer(delivery: string, event: PlainAnswer): Promise<AnswerState | null> {
  const { session, now } = await work()
  return (await post({ session, delivery, event, now })).answer
}
