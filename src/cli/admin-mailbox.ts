import { type Command, Option } from 'commander'
import { openMailbox } from '../sdk/enrolment/open-mailbox.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from './action.ts'
import { ownAgency } from './agreement-standing.ts'
import { readTextFile } from './statement-file.ts'
import { taught } from './taught.ts'

const CERTIFICATE_LIMIT = 256 * 1024
const ROUTES = ['local', 'mail'] as const
const EXAMPLE =
  'despatch admin mailbox open intelligence@merseyside.pnn.police.test --name "Intelligence desk" --route mail --certificate intelligence.asc'

type Options = CommonOptions & { name: string; route?: string; certificate: string }

/** `admin mailbox open`: an agency certifies the key of a mailbox of its own domains. */
export function registerMailboxes(admin: Command, cli: Cli): void {
  const mailbox = admin.command('mailbox').description('the mailboxes of your agency')
  taught(mailbox, { examples: [EXAMPLE], next: 'despatch admin invite appoints somebody to it.' })
  const open = withAccount(
    mailbox
      .command('open')
      .description('open a mailbox of your agency, and certify its key')
      .argument('<address>', 'its address, in a mail domain of your agency')
      .requiredOption('--name <name>', 'what it is called')
      .addOption(offering(new Option('--route <route>', 'where it is read; mail unless told'), ROUTES))
      .requiredOption('--certificate <file>', 'the certificate of its key'),
  )
  taught(open, {
    about: [
      'By your own key, as liaison officer or deputy. A mailbox that is read outside the service, by a mail program with OpenPGP, has route mail.',
    ],
    examples: [EXAMPLE],
    next: 'despatch admin invite appoints somebody to it.',
  })
  action<Options>(cli, open, async (options, [address = '']) => {
    const route = ROUTES.find((one) => one === (options.route ?? 'mail'))
    if (!route) throw new UsageError(`A route is one of ${ROUTES.join(', ')}.`)
    const certificate = await readTextFile(options.certificate, CERTIFICATE_LIMIT)
    const session = await openSigning(cli, options)
    const agency = await ownAgency(session, session.person.login)
    const opened = await openMailbox(
      session,
      { agency, address, name: options.name, route, certificate },
      cli.clock(),
    )
    if (options.json) return cli.terminal.json({ mailbox: address, ...opened })
    cli.terminal.say(`${address} is open: record ${opened.size} of the trust log.`)
  })
}
