import { type Command, Option } from 'commander'
import { OPENING_REASONS, type OpeningReason } from '../../domain/wire/key-opening.ts'
import { breakGlass } from '../../sdk/keys/break-glass.ts'
import { drill } from '../../sdk/keys/drill.ts'
import { recoverMailbox } from '../../sdk/keys/recover.ts'
import { appointRecoveryKey, type MadeRecoveryKey, newRecoveryKey } from '../../sdk/keys/recovery-key.ts'
import { openDelivery } from '../../sdk/open-delivery.ts'
import { type Cli, openSigning, unlock } from '../account.ts'
import {
  action,
  type CommonOptions,
  FailedError,
  offering,
  repeated,
  UsageError,
  withAccount,
} from '../action.ts'
import { found, theOnly } from '../found.ts'
import { openedDocument, openedLines } from '../opened.ts'
import { writeNewFile } from '../statement-file.ts'
import { table } from '../table.ts'
import { taught } from '../taught.ts'
import { keyFile, recoveryKeyOf } from './recovery-file.ts'

const MAILBOX = 'asb.team@liverpool.gcsx.gov.test'
const OPENING = '--key recovery.asc --words first-words --words second-words'

type Opening = CommonOptions & { key: string; words?: string[] }
type Reasoned = Opening & { reason: string }

/** The options of every command that brings out the recovery key. */
const withRecoveryKey = (command: Command): Command =>
  withAccount(
    command
      .requiredOption('--key <file>', 'the recovery key, as it was written')
      .option(
        '--words <file>',
        'a file of twelve words, once for each of the two who keep them; asked for otherwise',
        repeated,
      ),
  )

const reasonOption = (): Option =>
  offering(
    new Option('--reason <reason>', 'why, in words that are about nobody').makeOptionMandatory(),
    OPENING_REASONS,
  )

/** `key recovery-key`: makes the key that an agency recovers its mailboxes by. */
export function registerRecoveryKey(group: Command, cli: Cli): void {
  const make = withAccount(
    group
      .command('recovery-key')
      .description('make the recovery key of your agency, which two people open together')
      .requiredOption('--out <file>', 'write the locked recovery key there')
      .option('--statement <file>', 'write what the root is to sign there, on whatever machine it is used')
      .option('--root <file>', "or: the agency's locked root key, which appoints it here and now"),
  )
  taught(make, {
    about: [
      'Two lists of twelve words are shown once: two people write down one each, and keep them and the file apart. Either list alone opens nothing. With --statement nothing counts before the root has signed the file (despatch agreement sign, which needs no network) and it was entered (despatch agreement activate). With --root the passphrase asked for first is that of your own key, then that of the root.',
      'Mailboxes that there are have to be rotated once, so that the recovery key holds theirs.',
    ],
    examples: [
      'despatch key recovery-key --out recovery.asc --statement recovery.json',
      'despatch key recovery-key --out recovery.asc --root root.asc',
    ],
    next: 'despatch key rotate MAILBOX, and then despatch key drill.',
  })
  action<CommonOptions & { root?: string; statement?: string; out: string }>(cli, make, async (options) => {
    const { root, statement, out } = options
    if ((root === undefined) === (statement === undefined))
      throw new UsageError(
        'Say who appoints it: --statement FILE for the root to sign elsewhere, or --root FILE.',
      )
    const session = await openSigning(cli, options)
    const now = cli.clock()
    const keep = (text: string) => writeNewFile(out, text)
    let made: MadeRecoveryKey
    if (root !== undefined) {
      const account = { ...session.account, login: 'the root' }
      const { key } = await unlock(cli, account, { locked: await keyFile(root), device: null }, options)
      made = await appointRecoveryKey(session, { root: key, now, keep })
    } else {
      made = await newRecoveryKey(session, now)
      await keep(made.locked)
      await writeNewFile(statement ?? '', made.statement)
      await writeNewFile(`${statement}.recovery-key.asc`, made.certificate)
    }
    const { fingerprint, words, locked } = made
    if (options.json)
      return cli.terminal.json({
        fingerprint,
        file: out,
        statement: statement ?? null,
        words,
        bytes: locked.length,
      })
    cli.terminal.say(
      statement === undefined
        ? `The recovery key ${fingerprint} is appointed; ${out} holds it, locked.`
        : `The recovery key ${fingerprint} was made; ${out} holds it, locked. It counts when the root has signed:`,
      ...(statement === undefined
        ? []
        : [
            `  despatch agreement sign ${statement} --root KEYFILE`,
            `  despatch agreement activate ${statement}   (${statement}.*.asc beside it)`,
          ]),
      'The first person writes down:',
      `  ${words[0]}`,
      'The second person writes down:',
      `  ${words[1]}`,
      'They are not shown again.',
    )
  })
}

/** `key recover`: gives a mailbox back to its members. */
export function registerRecover(group: Command, cli: Cli): void {
  const recover = withRecoveryKey(
    group
      .command('recover')
      .description('grant the keys of a mailbox anew, by the recovery key')
      .argument('<mailbox>', 'address of the mailbox')
      .addOption(reasonOption()),
  )
  taught(recover, {
    about: [
      'When nobody holds a key any more who could grant it on. Everybody who is to hold a part by the trust log, and does not, is granted it. The reason stands in the log before the service gives out anything.',
    ],
    examples: [`despatch key recover ${MAILBOX} ${OPENING} --reason keys-lost`],
    next: 'despatch key show MAILBOX says who holds its keys now.',
  })
  action<Reasoned>(cli, recover, async (options, [mailbox = '']) => {
    const reason = openingReason(options.reason)
    const session = await openSigning(cli, options)
    const recovery = await recoveryKeyOf(cli, options)
    const { granted, keys } = await recoverMailbox(session, { mailbox, recovery, reason, now: cli.clock() })
    if (options.json) return cli.terminal.json({ mailbox, granted, generation: keys.generation })
    cli.terminal.say(
      granted === 0
        ? `Everybody who is to hold keys of ${mailbox} holds them already.`
        : `${granted} ${granted === 1 ? 'grant' : 'grants'} of the keys of ${mailbox} were made anew.`,
    )
  })
}

/** `key drill`: tries whether the recovery key opens what it should. */
export function registerDrill(group: Command, cli: Cli): void {
  const command = withRecoveryKey(
    group
      .command('drill')
      .description('try whether the recovery key opens every mailbox, and change nothing'),
  )
  taught(command, {
    about: ['That it was tried, and that it was passed, stands in the log. Once a quarter is a good habit.'],
    examples: [`despatch key drill ${OPENING}`],
    next: 'despatch key list shows when the last one was.',
  })
  action<Opening>(cli, command, async (options) => {
    const session = await openSigning(cli, options)
    const recovery = await recoveryKeyOf(cli, options)
    const drilled = await drill(session, { recovery, now: cli.clock() })
    if (options.json) cli.terminal.json(drilled)
    else {
      cli.terminal.say(
        ...table(
          [{ heading: 'MAILBOX', cut: true }, { heading: 'GENERATIONS' }, { heading: 'PARTS OPENED' }],
          drilled.mailboxes.map(({ mailbox, generations, opened }) => [
            mailbox,
            String(generations),
            String(opened),
          ]),
          cli.terminal.width,
        ),
        ...drilled.mailboxes.flatMap(({ mailbox, faults }) => faults.map((fault) => `${mailbox}: ${fault}`)),
        ...drilled.withoutGrants.map(
          (mailbox) =>
            `${mailbox}: the recovery key does not hold the keys in use. despatch key rotate ${mailbox}`,
        ),
      )
    }
    if (!drilled.passed) throw new FailedError('The recovery key does not open everything.')
    if (!options.json) cli.terminal.say('The recovery key opens everything.')
  })
}

/** `key break-glass`: reads a mailbox that one is no member of. */
export function registerBreakGlass(group: Command, cli: Cli): void {
  const command = withRecoveryKey(
    group
      .command('break-glass')
      .description('read a mailbox that you are no member of, by the recovery key, with a reason')
      .argument('<mailbox>', 'address of the mailbox')
      .argument('[ref]', 'what to open; without it, what came is listed')
      .addOption(reasonOption()),
  )
  taught(command, {
    about: [
      'The reason stands in the log before anything is given out, and the liaison officer and all deputies are told. For a day you may read what came for the mailbox; its senders see from your receipts that you did.',
    ],
    examples: [`despatch key break-glass ${MAILBOX} ASB-G7MA2-T18A7-2 ${OPENING} --reason safeguarding`],
    next: 'despatch key list shows it to every officer of the agency.',
  })
  action<Reasoned>(cli, command, async (options, [mailbox = '', ref]) => {
    const reason = openingReason(options.reason)
    const own = await openSigning(cli, options)
    const recovery = await recoveryKeyOf(cli, options)
    const now = cli.clock()
    const { session } = await breakGlass(own, { mailbox, recovery, reason, now })
    if (ref === undefined) {
      const { rows } = await session.client.inbox({ mailbox })
      if (options.json) return cli.terminal.json({ mailbox, rows })
      return cli.terminal.say(
        ...(rows.length === 0
          ? [`Nothing came for ${mailbox}.`]
          : rows.map(({ reference, acceptedAt: at }) => `${at.slice(0, 10)}  ${reference}`)),
      )
    }
    const signing = { ...session, account: own.account }
    const { referral, deliveries } = await found(signing, ref)
    const delivery = await theOnly(signing, ref, deliveries)
    const opened = await openDelivery({ session, delivery, referral, now })
    if (options.json) return cli.terminal.json(openedDocument(opened, null))
    cli.terminal.say(...openedLines(opened, null, cli.terminal.width))
  })
}

function openingReason(text: string): OpeningReason {
  const reason = OPENING_REASONS.find((one) => one === text)
  if (reason) return reason
  throw new UsageError(`--reason is one of ${OPENING_REASONS.join(', ')}.`)
}
