import { Option } from 'commander'
import { type AnswerReason, answerReasons, isAnswerReason } from '../domain/receipt-reasons.ts'
import { ClientError, isApiProblem } from '../sdk/errors.ts'
import { offering, UsageError } from './action.ts'

/** `--reason`, of whoever gives back what they were sent. */
export const reasonOption = (): Option =>
  offering(new Option('--reason <code>', 'why'), answerReasons()).makeOptionMandatory()

/** @throws UsageError when it is none of the codes */
export function reasonNamed(reason: string | undefined): AnswerReason {
  if (reason !== undefined && isAnswerReason(reason)) return reason
  throw new UsageError(
    `a reason is one of ${answerReasons().join(', ')}; say anything more in a reply, which is sealed`,
  )
}

/** What the service says to whoever answers unread, in words of the command line. */
export const notRead =
  (ref: string) =>
  (error: unknown): never => {
    if (isApiProblem(error, 'collect-first'))
      throw new ClientError(`You have not read it. First: despatch open ${ref}`)
    throw error
  }
