import { type Command, Option } from 'commander'
import { answerReasons, isAnswerReason } from '../domain/receipt-reasons.ts'
import { type Answer, answer } from '../sdk/answer.ts'
import { ClientError, isApiProblem } from '../sdk/errors.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from './action.ts'
import { foundDelivery } from './found.ts'
import { type Teaching, taught } from './taught.ts'

type AnswerOptions = CommonOptions & { reason?: string }

type AnswerCommand = { name: string; event: Answer; description: string; teaching: Teaching }

const ANSWERS: readonly AnswerCommand[] = [
  {
    name: 'acknowledge',
    event: 'acknowledged',
    description: 'say that you have taken on what you opened',
    teaching: {
      about: [
        'Its sender is given a receipt that you signed, and can stop waiting for an answer by telephone.',
      ],
      examples: ['despatch acknowledge ASB-G7MA2-T18A7-2'],
      next: 'despatch reply REF answers in words, sealed; despatch thread REF shows the exchange.',
    },
  },
  {
    name: 'return',
    event: 'returned',
    description: 'give back what was sent to the wrong mailbox',
    teaching: {
      about: [
        'Its sender is given a receipt that you signed. The reason is one of the codes above, since auditors read it; anything more belongs into a reply, which is sealed.',
      ],
      examples: ['despatch return ASB-G7MA2-T18A7-2 --reason wrong-mailbox'],
      next: 'despatch inbox shows it as returned.',
    },
  },
  {
    name: 'decline',
    event: 'declined',
    description: 'say that you will not act on what you opened',
    teaching: {
      about: [
        'Its sender is given a receipt that you signed. The reason is one of the codes above, since auditors read it; anything more belongs into a reply, which is sealed.',
      ],
      examples: [
        'despatch decline REQ-G7MA2-T18A7-2 --reason nothing-to-add',
        'despatch decline ASB-G7MA2-T18A7-2 --reason no-capacity',
      ],
      next: 'despatch inbox shows it as declined.',
    },
  },
]

/** `acknowledge`, `return`, `decline`: each a signed receipt. */
export function registerAnswers(program: Command, cli: Cli): void {
  for (const { name, event, description, teaching } of ANSWERS) {
    const command = withAccount(
      program
        .command(name)
        .description(description)
        .argument('<ref>', 'reference or id')
        .addOption(offering(new Option('--reason <code>', 'why'), answerReasons())),
    )
    taught(command, teaching)
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
