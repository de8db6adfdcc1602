import type { Command } from 'commander'
import { restrictMailbox } from '../../sdk/keys/restrict.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { taught } from '../taught.ts'

const MAILBOX = 'asb.team@liverpool.gcsx.gov.test'

/** `key restrict` and `key unrestrict`: whether a mailbox is one of few. */
export function registerRestriction(group: Command, cli: Cli): void {
  const restrict = withAccount(
    group
      .command('restrict')
      .description('make a mailbox one of few: strangers are not given its key')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(restrict, {
    about: [
      'For liaison officers and deputies. It is said in the trust log, and every officer of the agency is told. The directory of keys (WKD) gives its key out no more, so partners who write by mail are sent it as a file; other agencies go on writing to it, and are shown its address in place of its name. Members stay as they are.',
    ],
    examples: [`despatch key restrict ${MAILBOX}`],
    next: 'despatch key unrestrict MAILBOX opens it again; despatch key show MAILBOX says who holds its keys.',
  })
  const unrestrict = withAccount(
    group
      .command('unrestrict')
      .description('open a restricted mailbox again')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(unrestrict, {
    about: [
      'For liaison officers and deputies. It is said in the trust log, and every officer of the agency is told. Its key is in the directory of keys (WKD) again. Nobody becomes a member by it.',
    ],
    examples: [`despatch key unrestrict ${MAILBOX}`],
    next: 'despatch key show MAILBOX says who holds its keys.',
  })
  for (const [command, restricted] of [
    [restrict, true],
    [unrestrict, false],
  ] as const) {
    action<CommonOptions>(cli, command, async (options, [mailbox = '']) => {
      const session = await openSigning(cli, options)
      const changed = await restrictMailbox(session, { mailbox, restricted, now: cli.clock() })
      if (options.json) return cli.terminal.json({ mailbox, restricted, changed })
      const is = restricted ? 'restricted' : 'open again'
      cli.terminal.say(
        `${mailbox} is ${is}${changed ? '. Every officer of your agency is told.' : ', as it was.'}`,
      )
    })
  }
}
