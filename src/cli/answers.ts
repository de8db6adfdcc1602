import type { Command } from 'commander'
import { answerReasons, isAnswerReason } from '../domain/receipt-reasons.ts'
import { type Answer, answer } from '../sdk/answer.ts'
import { ClientError, isApiProblem } from '../sdk/errors.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, UsageError, withAccount } from './action.ts'
import { foundDelivery } from './found.ts'

type AnswerOptions = CommonOptions & { reason?: string }

const ANSWERS: readonly { name: string; event: Answer; description: string }[] = [
  { name: 'acknowledge', event: 'acknowledged', description: 'say that you have taken on what you opened' },
  { name: 'return', event: 'returned', description: 'give back what was sent to the wrong mailbox' },
  { name: 'decline', event: 'declined', description: 'say that you will not act on what you opened' },
]

/** `acknowledge`, `return`, `decline`: each a signed receipt. */
export function registerAnswers(program: Command, cli: Cli): void {
  for (const { name, event, description } of ANSWERS) {
    const command = withAccount(
      program
        .command(name)
        .description(description)
        .argument('<ref>', 'reference or id')
        .option('--reason <code>', `why: ${answerReasons().join(', ')}`),
    )
    action<AnswerOptions>(cli, command, async (options, [ref = '']) => {
      const reason = options.reason ?? null
      if (reason !== null && !isAnswerReason(reason)) {
        throw new UsageError(
          `a reason is one of ${answerReasons().join(', ')}; say anything more in a reply, which is sealed`,
        )
      }
      const session = await openSigning(cli, options)
      const { referral, delivery } = await foundDelivery(session, ref)
      const state = await answer({ session, delivery, referral, event, reason, now: cli.clock() }).catch(
        (error: unknown) => {
          if (!isApiProblem(error, 'collect-first')) throw error
          throw new ClientError(`You have not read it. First: despatch open ${ref}`)
        },
      )
      if (options.json) cli.terminal.json(state)
      else cli.terminal.say(`${ref} is ${state.answer ?? state.state}; its sender has your signed receipt.`)
    })
  }
}
