import { type Command, Option } from 'commander'
import type { WithdrawalResponse } from '../domain/wire/withdrawal.ts'
import { isWithdrawalReason, WITHDRAWAL_OBSTACLES, withdrawalReasons } from '../domain/withdrawal.ts'
import { withdraw } from '../sdk/withdraw.ts'
import { type Cli, openSigning } from './account.ts'
import {
  action,
  type CommonOptions,
  FailedError,
  listed,
  offering,
  UsageError,
  withAccount,
} from './action.ts'
import { found } from './found.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'

type WithdrawOptions = CommonOptions & { reason: string; from?: string[] }

/** `withdraw`: take back what nobody has collected. */
export function registerWithdraw(program: Command, cli: Cli): void {
  const command = withAccount(
    program
      .command('withdraw')
      .description('take back what you sent and nobody has collected')
      .argument('<ref>', 'reference or id')
      .addOption(offering(new Option('--reason <code>', 'why'), withdrawalReasons()).makeOptionMandatory())
      .option('--from <mailbox>', 'recipients to take it back from; all of them when left out', listed),
  )
  taught(command, {
    about: [
      'A mailbox of the service is not given it any more, if nobody there has collected it. A partner’s mail is kept back, if no attempt was made to hand it over. Whoever has it already keeps it: ask them to return it. You are told of each recipient, and the exit code is 1 when one of them keeps it.',
      'That it was sent, and that it was withdrawn, stays in the log and in the register. Your own copy stays with you.',
    ],
    examples: [
      'despatch withdraw ASB-G7MA2-T18A7-2 --reason sent-in-error',
      {
        for: 'from one of its recipients',
        type: 'despatch withdraw ASB-G7MA2-T18A7-2 --from yot@sefton.gcsx.gov.test --reason sent-to-wrong-mailbox',
      },
    ],
    next: 'despatch status REF shows how each recipient stands.',
  })
  action<WithdrawOptions>(cli, command, async (options, [ref = '']) => {
    const { reason } = options
    if (!isWithdrawalReason(reason))
      throw new UsageError(`a reason is one of ${withdrawalReasons().join(', ')}`)
    const session = await openSigning(cli, options)
    const { referral } = await found(session, ref)
    const from = options.from?.map((address) => address.toLowerCase())
    const outcome = await withdraw({ session, referral, reason, now: cli.clock(), ...(from ? { from } : {}) })
    if (options.json) cli.terminal.json(outcome)
    else print(cli, outcome)
    const kept = outcome.recipients.filter(({ obstacle }) => obstacle !== null).length
    if (kept > 0)
      throw new FailedError(
        `${ref} was not withdrawn from ${kept === 1 ? 'one recipient' : `${kept} recipients`}: see above. Ask them to return it.`,
      )
  })
}

function print({ terminal }: Cli, { recipients }: WithdrawalResponse): void {
  for (const { mailbox, obstacle } of recipients) {
    const line =
      obstacle === null
        ? `withdrawn      ${mailbox}`
        : `NOT withdrawn  ${mailbox}: ${WITHDRAWAL_OBSTACLES[obstacle]}`
    terminal.say(...wrapped(safeLine(line), terminal.width, '    '))
  }
}
