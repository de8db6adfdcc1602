import { type Command, Option } from 'commander'
import { END_REASONS } from '../domain/wire/trust/appointment.ts'
import { inWords } from '../sdk/agreement/words.ts'
import { appointmentOfNewcomer } from '../sdk/enrolment/appoint-newcomer.ts'
import { appointmentText, certificateToAppoint, keyToAppoint } from '../sdk/enrolment/certify.ts'
import { openInvitation } from '../sdk/enrolment/kept-invitation.ts'
import { type InTwoParts, writeAppointmentEnd } from '../sdk/enrolment/write-appointment.ts'
import { ClientError } from '../sdk/errors.ts'
import { type Colleague, personOfLogin } from '../sdk/keys/appointed.ts'
import { signAndEnter } from '../sdk/trust-entry.ts'
import { type Cli, openSigning, type Signing } from './account.ts'
import { action, type CommonOptions, jsonOption, offering, UsageError, withAccount } from './action.ts'
import { invitationFile } from './admin-invitations.ts'
import { holderFileOf, readHolder } from './holder-file.ts'
import { type NomineeOptions, nomineeOf, withNominee, withPerson, withPlaces } from './nominee.ts'
import { readText } from './state.ts'
import { privateFileOf, readTextFile, writeNewFile } from './statement-file.ts'
import { taught } from './taught.ts'

const CERTIFICATE_LIMIT = 256 * 1024

type Options = CommonOptions & { out?: string; until?: string; reason?: string }
type AppointOptions = NomineeOptions & {
  agency: string
  certificate: string
  holder?: string
  out: string
  json?: boolean
}

/** `admin certify`, `train`, `end`, `appoint`: what an agency signs about its people. */
export function registerAppointments(admin: Command, cli: Cli): void {
  const certify = withAccount(
    admin
      .command('certify')
      .description('appoint somebody who has enrolled by your invitation')
      .argument('<login>', 'whom you invited')
      .option('--out <file>', 'sign nothing, and write the appointment for the agency’s root to sign'),
  )
  taught(certify, {
    about: [
      'Compares what the service shows with the secret that this machine made: a key that anybody else put in its place is refused. A liaison officer or deputy is appointed by the root alone: with --out the appointment and the certificate are written, and signed with despatch agreement sign.',
    ],
    examples: [
      'despatch admin certify asb.newcomer',
      'despatch admin certify police.dlo --out police-dlo.json',
    ],
    next: 'despatch admin people shows them; they sign in with despatch login.',
  })
  action<Options>(cli, certify, async (options, [login = '']) => {
    const session = await openSigning(cli, options)
    const now = cli.clock()
    const text = await readText(invitationFile(cli.state, session.account, login))
    if (text === null)
      throw new ClientError(
        `This machine made no invitation for ${login}. Certify from the machine that did, or invite them anew.`,
      )
    const kept = await openInvitation(text, session.key, now)
    const { roles } = kept.nominee
    if (options.out === undefined && roles.some((role) => role === 'liaison-officer' || role === 'deputy'))
      throw new UsageError(
        `A liaison officer or deputy is appointed by the root of the agency: give --out FILE, and have the root sign what it writes.`,
      )
    const { madeOutTo, ...appointment } = await appointmentOfNewcomer(session, kept, now)
    const { fingerprint } = appointment
    await signedOrWritten(cli, session, options, {
      ...appointment,
      said: `${login} proved the key ${fingerprint} with your secret, and is appointed as ${madeOutTo} (${inWords(fingerprint)})`,
    })
  })

  const train = withAccount(
    admin
      .command('train')
      .description('renew somebody’s training, by a new appointment with everything else as it was')
      .argument('<login>', 'somebody of your agency')
      .requiredOption('--until <date>', 'the day until which their training holds (Q1)')
      .option('--out <file>', 'sign nothing, and write the appointment for the agency’s root to sign'),
  )
  taught(train, {
    about: ['Whoever has no training in date is refused at once, by sign-in and by every request (Q1).'],
    examples: ['despatch admin train asb.caseworker --until 2027-06-30'],
    next: 'despatch admin people shows whose training ends soon.',
  })
  action<Options>(cli, train, async (options, [login = '']) => {
    const session = await openSigning(cli, options)
    const { fingerprint, certificate, ...person } = await colleague(session, login)
    const renewed = { ...person, trainedUntil: options.until ?? null }
    await signedOrWritten(cli, session, options, {
      ...(await appointmentText(renewed, await keyToAppoint(certificate, null), cli.clock())),
      certificate,
      fingerprint,
      said: `The training of ${login} holds until ${options.until}`,
    })
  })

  const end = withAccount(
    admin
      .command('end')
      .description('end somebody’s appointment, at once')
      .argument('<login>', 'somebody of your agency')
      .addOption(offering(new Option('--reason <code>', 'why'), END_REASONS))
      .option('--out <file>', 'sign nothing, and write it for the agency’s root to sign'),
  )
  taught(end, {
    about: [
      'The account is closed, and nothing that they sign counts from now on. Give the mailboxes that they opened new keys: they could keep what they were given.',
    ],
    examples: ['despatch admin end asb.caseworker --reason left'],
    next: 'despatch admin people shows who is left.',
  })
  action<Options>(cli, end, async (options, [login = '']) => {
    const reason = END_REASONS.find((one) => one === options.reason)
    if (!reason) throw new UsageError(`Say why: --reason, one of ${END_REASONS.join(', ')}.`)
    const session = await openSigning(cli, options)
    const { agency, person, fingerprint } = await colleague(session, login)
    const ending = await writeAppointmentEnd(
      { agency, person, certificate: fingerprint, time: cli.clock().toISOString() },
      { reason },
    )
    const said = `The appointment of ${login} has ended`
    await signedOrWritten(cli, session, options, { ...ending, certificate: null, fingerprint, said })
  })

  const appoint = withPlaces(
    withPerson(
      withNominee(
        admin
          .command('appoint')
          .description('write an appointment for the root to sign; touches no network')
          .requiredOption('--agency <name>', 'the agency, by its whole name'),
      ),
    ),
  )
    .requiredOption('--certificate <file>', 'the certificate of whoever is appointed')
    .option(
      '--holder <file>',
      'what they signed with their key, a holder/1 with its signature in FILE.asc (beside the certificate)',
    )
    .requiredOption('--out <file>', 'where the text goes')
    .addOption(jsonOption())
  taught(appoint, {
    about: [
      'For the first people of a partnership, whom nobody can invite. Compare the words of the key with the person before the root signs. What is for the agency and the service alone (sign-in name, mailboxes, training) is written to OUT.private.json and goes with the rest; the root signs its digest.',
    ],
    examples: [
      'despatch admin appoint --agency "Example Police of Merseyside" --login co-ordinator --title "CSP Co-ordinator" --number 1 --role co-ordinator --trained-until 2027-06-30 --certificate me.certificate.asc --out me.json',
    ],
    next: 'despatch agreement sign FILE --root root.asc.',
  })
  action<AppointOptions>(cli, appoint, async (options) => {
    const now = cli.clock()
    const file = await readTextFile(options.certificate, CERTIFICATE_LIMIT)
    const { armored, madeOutTo } = await certificateToAppoint(file, now)
    const key = await keyToAppoint(armored, null)
    const { agency, holder: proof = holderFileOf(options.certificate) } = options
    const holder = await readHolder(proof, { agency, certificate: key.certificate })
    const appointment = await appointmentText(nomineeOf(agency, options, now), { ...key, holder }, now)
    const fingerprint = key.certificate
    await writtenForRoot(cli, options, { ...appointment, certificate: armored, fingerprint, madeOutTo })
  })
}

type Signed = InTwoParts & { certificate: string | null; fingerprint: string; said: string }

/** Signs with the officer's own key and enters it, or writes it for the root. */
async function signedOrWritten(
  cli: Cli,
  session: Signing,
  options: Options,
  { said, ...signed }: Signed,
): Promise<void> {
  if (options.out !== undefined) return writtenForRoot(cli, { ...options, out: options.out }, signed)
  const { certificate, fingerprint, ...parts } = signed
  const certificates = certificate === null ? [] : [certificate]
  const { size } = await signAndEnter(session, { ...parts, certificates }, cli.clock())
  if (options.json) return cli.terminal.json({ fingerprint, size })
  cli.terminal.say(`${said}: record ${size} of the trust log.`)
}

async function writtenForRoot(
  cli: Cli,
  { out, json }: { out: string; json?: boolean },
  {
    statement,
    private: own,
    certificate,
    fingerprint,
    madeOutTo,
  }: Omit<Signed, 'said'> & { madeOutTo?: string },
): Promise<void> {
  await writeNewFile(out, statement)
  await writeNewFile(privateFileOf(out), own)
  if (certificate !== null) await writeNewFile(`${out}.person.asc`, certificate)
  if (json) return cli.terminal.json({ file: out, fingerprint })
  cli.terminal.say(
    `${out} is for the root to sign, as it is; ${privateFileOf(out)} goes with it, and other agencies never see it. It is about the key`,
    `  ${inWords(fingerprint)}`,
    ...(madeOutTo === undefined ? [] : [`made out to ${madeOutTo}, which all agencies will read.`]),
    'Compare these words with the person first. Then:',
    `  despatch agreement sign ${out} --root KEYFILE`,
    `  despatch agreement activate ${out}`,
  )
}

/** Somebody of one's own agency as the trust log has them. @throws ClientError */
async function colleague({ trust }: Signing, login: string): Promise<Colleague> {
  return personOfLogin(await trust.refresh(), login)
}
