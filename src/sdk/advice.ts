import { sha256Hex } from '../crypto/digest.ts'
import { answerStep } from '../domain/delivery.ts'
import type { Reply } from '../domain/kinds/reply.ts'
import type { Category, DataClass } from '../domain/wire/referral-fields.ts'
import type { DeliveryView, ReferralView } from '../domain/wire/referral-response.ts'
import { ClientError, isApiProblem } from './errors.ts'
import { readStatement } from './referral-statement.ts'
import { replyTo } from './reply.ts'
import type { Session } from './session.ts'

/**
 * Returning with advice is two things: the advice, a sealed reply in the same exchange, and then the signed receipt with its coded
 * reason. They cannot be one transaction, so each is sent once however often the whole is run: a delivery has one id
 * under which its advice is sent, and a receipt that stands is not given again.
 */

/** The id of the reply that carries the advice on a delivery: always the same for one delivery, and a UUIDv7 of its time. */
export async function adviceIdOf(delivery: string): Promise<string> {
  const digest = await sha256Hex(`despatch advice ${delivery}`)
  const time = delivery.slice(0, 13)
  return `${time}-7${digest.slice(0, 3)}-8${digest.slice(3, 6)}-${digest.slice(6, 18)}`
}

/**
 * The advice that was sent already; null when none was. It is believed for what a member of the mailbox signed: else the service could
 * keep advice from its reader by saying that it was sent.
 *
 * @throws ClientError when something else stands under its id
 */
export async function sentAdvice(
  session: Session,
  { id, answers, mailbox }: { id: string; answers: string; mailbox: string },
): Promise<ReferralView | null> {
  let view: ReferralView
  try {
    view = await session.client.referral(id)
  } catch (error) {
    if (isApiProblem(error, 'not-found')) return null
    throw error
  }
  const { origin, fields } = await readStatement(session, view, id)
  if (origin === 'submitted' && fields.from === mailbox && fields.inReplyTo === answers) return view
  throw new ClientError(
    'Something else stands where the advice would. Write it as a reply, and return it without advice.',
    'The command for it: despatch reply',
  )
}

/**
 * Sends the advice on a delivery, unless it was sent before.
 *
 * @param submit sends the reply that it is given, and says its reference
 * @returns the reference of the advice
 */
export async function adviseOnce<Reference extends string | null>(
  session: Session,
  { view, own, referral }: { view: ReferralView; own: DeliveryView; referral?: string },
  submit: (request: Awaited<ReturnType<typeof replyTo>> & { id: string }) => Promise<Reference>,
): Promise<string | Reference> {
  const id = await adviceIdOf(own.delivery)
  const { mailbox } = own
  const before = await sentAdvice(session, { id, answers: referral ?? view.referral, mailbox })
  if (before) return before.reference
  const belongs = await replyTo({ session, view, mailbox, ...(referral === undefined ? {} : { referral }) })
  return submit({ ...belongs, id })
}

/** Advice as a reply says it. Who writes it says what it holds, as of every free text. */
export const adviceData = (
  advice: string,
  { dataClass, categories, why }: { dataClass: DataClass; categories: readonly Category[]; why?: string },
): Reply => ({
  outcome: 'returned-with-advice',
  answer: advice,
  ...(why === undefined ? {} : { justification: why }),
  contains: { dataClass, categories: [...categories] },
})

/**
 * Demands, before any advice is sent, that the receipt could follow it.
 *
 * @returns whether it was returned already
 * @throws ClientError when the person has not read it, or it was declined
 */
export function demandReturnable({ key }: Pick<Session, 'key'>, delivery: DeliveryView): boolean {
  const { answer, receipts } = delivery
  const own = key.getFingerprint()
  if (!receipts.some(({ event, signer }) => event === 'collected' && signer === own))
    throw new ClientError('You have not read it, and nothing was sent. Open it first.')
  if (answer === 'returned') return true
  if (answerStep(answer, 'returned')) return false
  throw new ClientError(`It is ${answer}; it cannot be returned now. Nothing was sent.`)
}
