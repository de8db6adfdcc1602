import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { dayOf } from '../domain/day.ts'
import { personOf } from '../domain/trust/state.ts'
import { check } from '../domain/wire/check.ts'
import { MachineLabel } from '../domain/wire/passphrase.ts'
import { agreementStandings } from '../sdk/agreement/reviews.ts'
import { nameOfKey } from '../sdk/begun-anew.ts'
import { ClientError, isApiProblem } from '../sdk/errors.ts'
import { endingsFor } from '../sdk/keys/ending.ts'
import { anchorOnce } from '../sdk/trust/anchor.ts'
import { isAgreed } from '../sdk/trust/annexes.ts'
import { type AccountOptions, type Cli, type Signing, signInAnew, unlock, withScheme } from './account.ts'
import { action, jsonOption, passphraseOption, repeated, UsageError } from './action.ts'
import { readBounded } from './bounded-file.ts'
import { mentionDue } from './due-actions.ts'
import { demandNoAlarm, keepCheckpoint } from './kept-checkpoint.ts'
import { endingLines } from './key/endings.ts'
import { loginWithKit } from './login-with-kit.ts'
import { repinning } from './repin.ts'
import { type Account, personFolder, readText, writeCurrent, writeText } from './state.ts'
import { taught } from './taught.ts'
import { trustStore } from './trust-file.ts'

/** No key is longer, in bytes. */
const KEY_LIMIT = 256 * 1024

type LoginOptions = AccountOptions & {
  as: string
  key?: string
  root?: string
  kit?: string
  newDevice?: true
  label?: string
  repin?: string[]
  json?: boolean
}

export function registerLogin(program: Command, cli: Cli): void {
  const command = program
    .command('login')
    .description('sign in to a service, and pin its keys')
    .argument('<server>', 'address of the service, such as https://despatch.example.test')
    .requiredOption('--as <user>', 'your sign-in name')
    .option('--kit <file>', 'the file of your printed kit, on a new machine, in place of typing its words')
    .option('--new-device', 'approve this machine anew, by passphrase and kit')
    .option('--label <name>', 'what this machine is called in your lists (its host name)')
    .option('--key <file>', 'your locked key, where you sign in by it: to be kept for later commands')
    .option(
      '--root <fingerprint>',
      'root of your agency, as it was given to you outside the service',
      fingerprint,
    )
    .option('--repin <owner>', 'accept the changed key of log, trust or service', repeated)
    .addOption(passphraseOption())
    .addOption(jsonOption())
  taught(command, {
    about: [
      'On a new machine you are asked for your passphrase and the 12 words of your kit. They open your key, which is kept here locked by the passphrase; and they approve a key that this machine makes for itself, by which it signs in from then on. The kit is not needed again.',
      'Who has a key file, such as the demonstration’s people and machine accounts, names it once with --key. The passphrase is asked for, or read from the file that DESPATCH_PASSPHRASE_FILE names (of the demonstration .despatch/demo/passphrase). Every other command uses the account that was signed in last.',
      'Whose a key is follows from what agencies have signed, beginning with the root of your own: its fingerprint was given to you outside the service. Give it with --root the first time; another machine of yours has it from what you signed then.',
      'The keys that the service shows as its own are pinned when they are first seen. When one changes, commands stop until somebody has made sure that the change is right, and says so with --repin.',
    ],
    examples: [
      {
        for: 'the first time, with a key file',
        type: 'despatch login http://localhost:8080 --as asb.caseworker --key .despatch/demo/people/asb.caseworker.asc',
      },
      {
        for: 'by passphrase and kit, or from then on',
        type: 'despatch login http://localhost:8080 --as asb.caseworker',
      },
      {
        for: 'when the changed key of the log is right',
        type: 'despatch login http://localhost:8080 --as asb.caseworker --repin log',
      },
    ],
    next: 'despatch account sets a passphrase and shows where you are signed in; despatch inbox and despatch sent for case work; despatch disclosures for auditors and liaison officers.',
  })
  action<LoginOptions>(cli, command, async (options, [server = '']) => {
    demandOneWay(options)
    const account = { origin: originOf(server), login: options.as }
    await login(cli, account, options)
  })
}

async function login(cli: Cli, account: Account, options: LoginOptions): Promise<void> {
  const folder = personFolder(cli.state, account)
  const kept = join(folder, 'key.asc')
  const locked = options.key === undefined ? await readText(kept) : await readKeyFile(options.key)
  if (locked === null && options.key !== undefined) throw new ClientError(`${options.key} cannot be found.`)
  await demandNoAlarm(cli, account.origin)
  const { pins, settle } = await repinning(cli, account, options.repin ?? [])
  let session: Signing
  if (locked === null || options.newDevice) {
    session = await loginWithKit(cli, account, { ...options, pins })
  } else {
    // A key that was named is the person's word that they sign in by it: this machine's own is for the kept one.
    const device = options.key === undefined ? await readText(join(folder, 'device.asc')) : null
    const unlocked = await unlock(cli, account, { locked, device }, options)
    session = await signInAnew(cli, account, unlocked, {
      ...(options.label === undefined ? {} : { label: options.label }),
      root: options.root ?? null,
      pins,
    }).catch((error: unknown) => explained(cli, account, error))
    // Where nobody knows which root to begin from, nothing is kept.
    await session.trust.state()
    if (options.key !== undefined) {
      await rm(join(folder, 'device.asc'), { force: true })
      await writeText(kept, locked)
    }
  }
  await anchorOnce(session, cli.clock())
  const checkpoint = await keepCheckpoint(cli, session)
  // Only now is all of it believed: the annex of the agencies, and that both logs continue what was seen.
  await session.trust.state()
  await settle({ name: nameOfKey(session.service.logKey), size: checkpoint?.size ?? 0n })
  await writeCurrent(cli.state, account)
  await report(cli, session, { size: checkpoint?.size ?? null, json: options.json ?? false })
  await mentionDue(cli, session)
}

/** The service says the same to whoever has not been certified yet as to a stranger; this machine knows that it made a key. */
async function explained(cli: Cli, account: Account, error: unknown): Promise<never> {
  const kept = isApiProblem(error, 'sign-in-refused') ? await trustStore(cli.state, account).read() : null
  if (kept?.checkpoint !== '') throw error
  throw new ClientError(
    `The service does not take the key that this machine made for ${account.login}: your liaison officer has still to certify it, or another was made after it. Tell them its words, which despatch enrol shows again.`,
  )
}

/** A fingerprint as it stands on paper: with or without blanks, in capitals or not. */
function fingerprint(text: string): string {
  const digits = text.replaceAll(/\s/g, '').toLowerCase()
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(digits)) return digits
  throw new InvalidArgumentError(
    'A fingerprint is 40 digits and letters from a to f, or 64; blanks between them do not matter.',
  )
}

/** The key as a person names it; a pipe too, since it may come from another program. Null where there is none. */
async function readKeyFile(path: string): Promise<string | null> {
  const read = await readBounded(path, KEY_LIMIT, { pipes: true })
  if (read === 'missing') return null
  if (read instanceof Uint8Array) return new TextDecoder().decode(read)
  throw new ClientError(`${path} cannot be read as a key: it is ${read}.`)
}

/** Who is reminded of reviews (I5). */
const REMINDED = ['co-ordinator', 'liaison-officer', 'deputy']

async function report(
  { terminal, clock }: Cli,
  { account, person, service, serviceCertificate, trust, key, told }: Signing,
  { size, json }: { size: bigint | null; json: boolean },
): Promise<void> {
  const state = await trust.state()
  const agreed = isAgreed(state, service.origin)
  const me = personOf(state, key.getFingerprint())
  const keys = {
    logKey: service.logKey,
    trustKey: service.trustKey,
    service: serviceCertificate.getFingerprint(),
  }
  if (json) {
    terminal.json({
      ...account,
      person,
      keys,
      agreed,
      root: state.anchor,
      trustRecords: state.size,
      logSize: size,
      ...told,
      trainedUntil: me?.trainedUntil ?? null,
    })
    return
  }
  const endings = await endingsFor(state, key.getFingerprint(), clock())
  terminal.say(`Signed in to ${account.origin} as ${person.login} (${person.title}).`)
  for (const { address, rights } of person.mailboxes)
    terminal.say(`  mailbox  ${address}  (${rights.join(', ')})`)
  const runs = person.roles.some((role) => REMINDED.includes(role))
  const due = runs ? agreementStandings(state, dayOf(clock())).flatMap((one) => one.due ?? []) : []
  terminal.say(
    `  root     ${state.anchor}: what it leads to is believed, ${state.size} records of the trust log`,
    `  log key  ${keys.logKey}`,
    `  service  ${keys.service}`,
    agreed
      ? 'The keys of the service are those that the agencies have agreed on.'
      : 'No annex of an agreement names the keys of this service yet: they are pinned as this machine saw them first.',
    ...due,
    ...endingLines(endings),
  )
}

function demandOneWay({ key, kit, newDevice, label }: LoginOptions): void {
  if (key !== undefined && (kit !== undefined || newDevice))
    throw new UsageError('Sign in by --key, or by passphrase and kit, not by both.')
  const [wrong] = label === undefined ? [] : check(MachineLabel, label)
  if (wrong) throw new UsageError(`--label ${wrong.message}`)
}

const originOf = (server: string): string => {
  const url = URL.parse(withScheme(server))
  if (url) return url.origin
  throw new ClientError('The address of a service looks like https://despatch.example.test.')
}
