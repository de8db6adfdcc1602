import { type Command, Option } from 'commander'
import { REVOCATION_REASONS, type RevocationReason } from '../../domain/wire/trust/certificate.ts'
import { rotateKeys } from '../../sdk/keys/members.ts'
import { renewKeys } from '../../sdk/keys/renew-keys.ts'
import { revokeMailbox } from '../../sdk/keys/revoke-mailbox.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from '../action.ts'
import { writeText } from '../state.ts'
import { taught } from '../taught.ts'
import { changedDocument, inUse } from './members.ts'

const MAILBOX = 'asb.team@liverpool.gcsx.gov.test'

/** `key rotate`: new keys for the members that there are. */
export function registerRotate(group: Command, cli: Cli): void {
  const rotate = withAccount(
    group
      .command('rotate')
      .description('give a mailbox new keys under the fingerprint that partners know')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(rotate, {
    about: [
      'For liaison officers and deputies. Everybody who is a member gets the new keys; the old ones open old mail as before. Mail to the old key is taken for ninety days more, and then held back.',
    ],
    examples: [`despatch key rotate ${MAILBOX}`],
    next: 'despatch key show MAILBOX says who holds its keys now.',
  })
  action<CommonOptions>(cli, rotate, async (options, [mailbox = '']) => {
    const session = await openSigning(cli, options)
    const changed = await rotateKeys(session, { mailbox, now: cli.clock() })
    if (options.json) return cli.terminal.json(changedDocument(changed))
    cli.terminal.say(`${mailbox} has new keys. ${inUse(changed)}`)
  })
}

/** `key renew`: a later end. */
export function registerRenew(group: Command, cli: Cli): void {
  const renew = withAccount(
    group
      .command('renew')
      .description('give the keys of a mailbox, and all grants of them, a later end')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(renew, {
    about: [
      'For liaison officers and deputies: two years from today. The keys stay as they are. Partners find the renewed certificate in the directory of keys (gpg --refresh-keys, or --locate-keys), and those in the service by the trust log.',
    ],
    examples: [`despatch key renew ${MAILBOX}`],
    next: 'despatch key list shows what else ends soon.',
  })
  action<CommonOptions>(cli, renew, async (options, [mailbox = '']) => {
    const session = await openSigning(cli, options)
    const keys = await renewKeys(session, { mailbox, now: cli.clock() })
    const until =
      keys.grants
        .map(({ expires }) => expires)
        .toSorted()[0]
        ?.slice(0, 10) ?? ''
    if (options.json) return cli.terminal.json({ mailbox, generation: keys.generation, until })
    cli.terminal.say(`The keys of ${mailbox} count until ${until}.`)
  })
}

/** `key revoke`: a certificate that is never to be used again. */
export function registerRevoke(group: Command, cli: Cli): void {
  const revoke = withAccount(
    group
      .command('revoke')
      .description('revoke the certificate of a mailbox for good')
      .argument('<mailbox>', 'address of the mailbox')
      .addOption(offering(new Option('--reason <reason>', 'why').makeOptionMandatory(), REVOCATION_REASONS))
      .requiredOption('--out <file>', 'write the revocation there, for partners who use gpg'),
  )
  taught(revoke, {
    about: [
      'For liaison officers and deputies. This is for keys that were stolen or are given up: nothing is sealed to that fingerprint any more, and partners have to learn another. When somebody merely leaves, despatch key remove is enough.',
    ],
    examples: [`despatch key revoke ${MAILBOX} --reason compromised --out revoked.asc`],
    next: 'Send the file to the partners who write by mail; gpg --import takes it.',
  })
  action<CommonOptions & { reason: string; out: string }>(cli, revoke, async (options, [mailbox = '']) => {
    const reason = reasonOf(options.reason)
    const session = await openSigning(cli, options)
    const { revocation, fingerprint } = await revokeMailbox(session, { mailbox, reason, now: cli.clock() })
    await writeText(options.out, revocation)
    if (options.json) return cli.terminal.json({ mailbox, fingerprint, reason, file: options.out })
    cli.terminal.say(
      `The certificate ${fingerprint} of ${mailbox} is revoked (${reason}). Send ${options.out} to the partners who write by mail.`,
    )
  })
}

function reasonOf(text: string): RevocationReason {
  const reason = REVOCATION_REASONS.find((one) => one === text)
  if (reason) return reason
  throw new UsageError(`--reason is one of ${REVOCATION_REASONS.join(', ')}.`)
}
