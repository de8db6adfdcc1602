import { type Command, Option } from 'commander'
import { readCertificate } from '../crypto/certificate.ts'
import { sha256Hex } from '../crypto/digest.ts'
import { signStatement } from '../crypto/statement.ts'
import { mailboxOf } from '../domain/trust/state.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import { MailboxCertificate } from '../domain/wire/trust/certificate.ts'
import { ClientError } from '../sdk/errors.ts'
import { enterRecord } from '../sdk/trust-entry.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from './action.ts'
import { ownAgency } from './agreement-standing.ts'
import { readTextFile } from './statement-file.ts'
import { taught } from './taught.ts'

const CERTIFICATE_LIMIT = 256 * 1024
const ROUTES = ['local', 'mail'] as const

type Options = CommonOptions & { name: string; route?: string; certificate: string }

/** `admin mailbox-open`: an agency certifies the key of a mailbox of its own domains. */
export function registerMailboxes(admin: Command, cli: Cli): void {
  const open = withAccount(
    admin
      .command('mailbox-open')
      .description('open a mailbox of your agency, and certify its key')
      .argument('<address>', 'its address, in a mail domain of your agency')
      .requiredOption('--name <name>', 'what it is called')
      .addOption(offering(new Option('--route <route>', 'where it is read (mail)'), ROUTES))
      .requiredOption('--certificate <file>', 'the certificate of its key'),
  )
  taught(open, {
    about: [
      'By your own key, as liaison officer or deputy. A mailbox that is read outside the service, by a mail program with OpenPGP, has route mail.',
    ],
    examples: [
      'despatch admin mailbox-open intelligence@merseyside.pnn.police.test --name "Intelligence desk" --route mail --certificate intelligence.asc',
    ],
    next: 'despatch admin invite --mailbox ADDRESS:send,open appoints somebody to it.',
  })
  action<Options>(cli, open, async (options, [address = '']) => {
    const route = ROUTES.find((one) => one === (options.route ?? 'mail'))
    if (!route) throw new UsageError(`A route is one of ${ROUTES.join(', ')}.`)
    const armored = await readTextFile(options.certificate, CERTIFICATE_LIMIT)
    const certificate = await readCertificate(armored)
    const session = await openSigning(cli, options)
    const agency = await ownAgency(session, session.person.login)
    const known = mailboxOf(await session.trust.refresh(), address)
    if (known && !known.vouched)
      throw new ClientError(`${address} is open already, with the key ${known.fingerprint}.`)
    const now = cli.clock()
    const statement = writeStatement(MailboxCertificate, {
      despatch: 'certificate/1',
      agency,
      mailbox: address,
      name: options.name,
      route,
      certificate: certificate.getFingerprint(),
      sha256: await sha256Hex(certificate.write()),
      generation: route === 'local' ? 1 : 0,
      replaces: null,
      restricted: false,
      time: now.toISOString(),
    })
    const signatures = [await signStatement(statement, session.key, now)]
    const { size } = await enterRecord(session, { statement, signatures, certificates: [armored] })
    if (options.json)
      return cli.terminal.json({ mailbox: address, fingerprint: certificate.getFingerprint(), size })
    cli.terminal.say(`${address} is open: record ${size} of the trust log.`)
  })
}
