import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { own, personOfName } from '../domain/trust/state.ts'
import { inviteSomebody } from '../sdk/enrolment/invite.ts'
import type { Nominee } from '../sdk/enrolment/kept-invitation.ts'
import { ClientError } from '../sdk/errors.ts'
import { type Cli, openReading, openSigning, type Signing } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { ownAgency } from './agreement-standing.ts'
import { type NomineeOptions, nomineeOf, withNominee, withPerson, withPlaces } from './nominee.ts'
import { type Account, personFolder, type State, writeText } from './state.ts'
import { writeNewFile } from './statement-file.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { shortTime } from './wording.ts'

type InviteOptions = CommonOptions & NomineeOptions & { agency?: string; out?: string }

/** `admin invite`, `nominate`, `invitations`, `withdraw`. */
export function registerInvitations(admin: Command, cli: Cli): void {
  const invite = withAccount(
    withPlaces(withNominee(admin.command('invite').description('invite somebody to your agency'))).option(
      '--out <file>',
      'write the invitation to a file, and do not print it',
    ),
  )
  taught(invite, {
    about: [
      'Prints an address with a secret in it, for the newcomer alone: hand it over on paper or in person, not by the mail that others read. It ends after 14 days. The service does not know the secret. This machine keeps it, sealed to your own key: certify the newcomer from here.',
    ],
    examples: [
      'despatch admin invite --login asb.newcomer --title "ASB Case Worker" --number 4711 --role case-worker --mailbox asb.team@liverpool.gcsx.gov.test:send,open --trained-until 2027-06-30',
    ],
    next: 'despatch admin invitations shows who has enrolled; despatch admin certify LOGIN appoints them.',
  })
  action<InviteOptions>(cli, invite, async (options) => {
    const session = await openSigning(cli, options)
    const agency = await ownAgency(session, session.person.login)
    await invited(cli, session, nomineeOf(agency, await asKnown(session, options), cli.clock()), options)
  })

  const nominate = withAccount(
    withPerson(
      withNominee(
        admin
          .command('nominate')
          .description('invite the liaison officer of an agency, whom its root will appoint')
          .requiredOption('--agency <name>', 'the agency, by its whole name'),
      ),
    ).option('--out <file>', 'write the invitation to a file, and do not print it'),
  )
  taught(nominate, {
    about: [
      'For co-ordinators. When they have enrolled, despatch admin certify LOGIN --out FILE writes the appointment, which the agency signs with its root; it counts by that signature and by no other.',
    ],
    examples: [
      'despatch admin nominate --agency "Example Police of Merseyside" --login police.dlo --title "Disclosure Manager" --number 812 --trained-until 2027-06-30',
    ],
    next: 'despatch admin certify LOGIN --out FILE once they have enrolled.',
  })
  action<InviteOptions>(cli, nominate, async (options) => {
    const session = await openSigning(cli, options)
    const known = await asKnown(session, options)
    const nominee = nomineeOf(options.agency ?? '', { ...known, role: ['liaison-officer'] }, cli.clock())
    await invited(cli, session, nominee, options)
  })

  const list = withAccount(
    admin.command('invitations').description('list the invitations of your agency, and who has enrolled'),
  )
  taught(list, {
    examples: ['despatch admin invitations', 'despatch admin invitations --json'],
    next: 'despatch admin certify LOGIN appoints somebody who has enrolled.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const { client } = await openReading(cli, options)
    const invitations = await client.invitations()
    if (options.json) return cli.terminal.json({ invitations })
    if (invitations.length === 0) return cli.terminal.say('Nobody is invited.')
    cli.terminal.say(
      ...recordTable(
        ['LOGIN', 'STATE', 'ENDS'],
        invitations.map(({ login, state, endsAt, agency, title, number, roles }) => ({
          cells: [login, state, shortTime(endsAt)],
          beneath: [`${title} ${number}, ${roles.join(', ')}, ${agency}`],
        })),
        cli.terminal.width,
      ),
    )
  })

  const withdraw = withAccount(
    admin.command('withdraw').description('take an invitation back').argument('<login>', 'for whom it was'),
  )
  taught(withdraw, {
    examples: ['despatch admin withdraw asb.newcomer'],
    next: 'despatch admin invite makes another.',
  })
  action<CommonOptions>(cli, withdraw, async (options, [login = '']) => {
    const { client } = await openReading(cli, options)
    const found = (await client.invitations()).find((one) => one.login === login)
    if (!found) throw new ClientError(`There is no invitation for ${login}.`)
    const done = await client.withdrawInvitation(found.id)
    if (options.json) return cli.terminal.json(done)
    cli.terminal.say(`The invitation for ${login} is ${done.state}.`)
  })
}

/** Whoever was appointed before stays the same person in the trust log, where this machine knows them. */
async function asKnown({ trust }: Signing, options: InviteOptions): Promise<InviteOptions> {
  const person = options.person ?? personOfName(await trust.refresh(), options.login)?.person
  return person === undefined ? options : { ...options, person }
}

async function invited(
  cli: Cli,
  session: Signing,
  nominee: Nominee,
  { out, json }: InviteOptions,
): Promise<void> {
  const kept = invitationFile(cli.state, session.account, nominee.login)
  await mkdir(join(kept, '..'), { recursive: true, mode: 0o700 })
  const { mailboxes } = await session.trust.refresh()
  const missing = nominee.mailboxes.filter(({ address }) => own(mailboxes, address) === undefined)
  const before = (await session.client.invitations()).find(
    ({ login, state }) => login === nominee.login && (state === 'open' || state === 'enrolled'),
  )
  // The file is there before the service is asked: what cannot be written is no reason to void an earlier invitation.
  if (out !== undefined) await writeNewFile(out, '')
  const made = await inviteSomebody(session, nominee, cli.clock()).catch(async (error: unknown) => {
    if (out !== undefined) await rm(out, { force: true })
    throw error
  })
  await writeText(kept, made.kept)
  if (out !== undefined) await writeFile(out, `${made.link}\n`)
  const { login, endsAt } = made.invitation
  cli.terminal.note(
    ...(before ? [`The invitation that was made for ${login} before counts no more.`] : []),
    ...missing.map(
      ({ address }) =>
        `There is no mailbox ${address} yet: despatch key new ${address} --name NAME opens it.`,
    ),
  )
  if (json)
    return cli.terminal.json({ login, endsAt, ...(out === undefined ? { link: made.link } : { file: out }) })
  cli.terminal.say(
    `${login} can enrol until ${shortTime(endsAt)}.`,
    ...(out === undefined
      ? ['Hand this over outside the service, to nobody else; it is not shown again:', `  ${made.link}`]
      : [`${out} holds the invitation: hand it over outside the service, to nobody else.`]),
  )
}

/** Where this machine keeps what it meant by an invitation. */
export const invitationFile = (state: State, account: Account, login: string): string => {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(login)) throw new ClientError('That is no sign-in name.')
  return join(personFolder(state, account), 'invitations', `${login}.asc`)
}
