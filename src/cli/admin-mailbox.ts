import type { Command } from 'commander'
import { certifyMailbox } from '../sdk/enrolment/certify-mailbox.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { ownAgency } from './agreement-standing.ts'
import { readTextFile } from './statement-file.ts'
import { taught } from './taught.ts'

const CERTIFICATE_LIMIT = 256 * 1024
const EXAMPLE =
  'despatch admin mailbox open intelligence@merseyside.pnn.police.test --name "Intelligence desk" --certificate intelligence.asc'

type Options = CommonOptions & { name: string; certificate: string }

/** `admin mailbox open`: an agency certifies the key of a mailbox of its own domains. */
export function registerMailboxes(admin: Command, cli: Cli): void {
  const mailbox = admin.command('mailbox').description('the mailboxes of your agency')
  taught(mailbox, {
    examples: [EXAMPLE],
    next: 'despatch key new MAILBOX opens one that is read in the service.',
  })
  const open = withAccount(
    mailbox
      .command('open')
      .description('open a mailbox of your agency that is read outside the service, by a mail program')
      .argument('<address>', 'its address, in a mail domain of your agency')
      .requiredOption('--name <name>', 'what it is called')
      .requiredOption('--certificate <file>', 'the certificate of its key'),
  )
  taught(open, {
    about: [
      'Certifies, by your own key as liaison officer or deputy, the key that the mail program made. A mailbox that is read in the service is opened by despatch key new, which makes its key.',
    ],
    examples: [EXAMPLE],
    next: 'despatch key new MAILBOX opens one that is read in the service.',
  })
  action<Options>(cli, open, async (options, [address = '']) => {
    const certificate = await readTextFile(options.certificate, CERTIFICATE_LIMIT)
    const session = await openSigning(cli, options)
    const agency = await ownAgency(session, session.person.login)
    const opened = await certifyMailbox(
      session,
      { agency, address, name: options.name, certificate },
      cli.clock(),
    )
    if (options.json) return cli.terminal.json({ mailbox: address, ...opened })
    cli.terminal.say(`${address} is open: record ${opened.size} of the trust log.`)
  })
}
