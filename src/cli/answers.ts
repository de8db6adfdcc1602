import type { Command } from 'commander'
import { type Answer, answer } from '../sdk/answer.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { notRead, reasonNamed, reasonOption } from './answer-reason.ts'
import { foundDelivery } from './found.ts'
import { registerReturn } from './return.ts'
import { type Teaching, taught } from './taught.ts'

type AnswerOptions = CommonOptions & { reason?: string }

type AnswerCommand = { name: string; event: Answer; description: string; teaching: Teaching }

/** Those that say that the matter goes on here. */
const TAKING: readonly AnswerCommand[] = [
  {
    name: 'acknowledge',
    event: 'acknowledged',
    description: 'say that you have seen what you opened and will deal with it',
    teaching: {
      about: [
        'Its sender is given a receipt that you signed, and knows that it is not lying there. It answers nothing yet: what was asked for by a day goes on waiting for your answer.',
      ],
      examples: ['despatch acknowledge ASB-G7MA2-T18A7-2'],
      next: 'despatch accept REF takes it on; despatch reply REF answers it in words, sealed.',
    },
  },
  {
    name: 'accept',
    event: 'accepted',
    description: 'say that your team takes on what you opened',
    teaching: {
      about: [
        'Its sender is given a receipt that you signed, and need not look for another team. Should it turn out not to be yours after all, return or decline it with a reason.',
        'A request for information, for evidence or for scrutiny is answered by what it asks for, and goes on waiting for your reply.',
      ],
      examples: ['despatch accept ASB-G7MA2-T18A7-2'],
      next: 'despatch reply REF answers in words, sealed; despatch thread REF shows the exchange.',
    },
  },
]

const DECLINE: AnswerCommand = {
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
}

/** `acknowledge`, `accept`, `return`, `decline`: each a signed receipt. */
export function registerAnswers(program: Command, cli: Cli): void {
  for (const one of TAKING) registerAnswer(program, cli, one)
  registerReturn(program, cli)
  registerAnswer(program, cli, DECLINE)
}

function registerAnswer(program: Command, cli: Cli, { name, event, description, teaching }: AnswerCommand) {
  const command = withAccount(
    program.command(name).description(description).argument('<ref>', 'reference or id'),
  )
  if (event === 'declined') command.addOption(reasonOption())
  taught(command, teaching)
  action<AnswerOptions>(cli, command, async (options, [ref = '']) => {
    const reason = event === 'declined' ? reasonNamed(options.reason) : null
    const session = await openSigning(cli, options)
    const { referral, delivery } = await foundDelivery(session, ref)
    const state = await answer({ session, delivery, referral, event, reason, now: cli.clock() }).catch(
      notRead(ref),
    )
    if (options.json) cli.terminal.json(state)
    else cli.terminal.say(`${ref} is ${state.answer ?? state.state}; its sender has your signed receipt.`)
  })
}
