import { type Command, InvalidArgumentError, Option } from 'commander'
import { isRole, ROLES } from '../domain/roles.ts'
import { RIGHTS } from '../domain/wire/grant.ts'
import type { AppointedMailbox } from '../domain/wire/trust/appointment.ts'
import type { Nominee } from '../sdk/enrolment/kept-invitation.ts'
import { nomineeFaults, usualUntil } from '../sdk/enrolment/nominee.ts'
import { newPersonId } from '../sdk/enrolment/write-appointment.ts'
import { listed, offering, UsageError } from './action.ts'

/** What one says of somebody who is to be appointed. */
export type NomineeOptions = {
  person?: string
  login: string
  title: string
  number: string
  role?: string[]
  mailbox?: AppointedMailbox[]
  trainedUntil?: string
  until?: string
}

export function withNominee(command: Command): Command {
  return command
    .requiredOption('--login <user>', 'their sign-in name')
    .requiredOption('--title <title>', 'their post, which other agencies see')
    .requiredOption('--number <number>', 'their staff number, which other agencies see')
    .option('--trained-until <date>', 'the day until which their training holds (Q1)')
    .option('--until <date>', 'the last day of the appointment (in three years)')
}

/** Somebody whom this machine does not know by their sign-in name, and who was appointed before. */
export const withPerson = (command: Command): Command =>
  command.option(
    '--person <id>',
    'who they are in the trust log, where they were appointed before: what is new takes the place of that',
  )

/** Roles and mailboxes, for whoever is not a liaison officer by the command itself. */
export function withPlaces(command: Command): Command {
  return command
    .addOption(offering(new Option('--role <role>', 'a role; several with commas'), ROLES).argParser(listed))
    .option(
      '--mailbox <address:rights>',
      'a mailbox of theirs, and after a colon what they may do there: send, open, or both with a comma',
      appointedMailbox,
    )
}

/** Whom the options name. @throws UsageError */
export function nomineeOf(agency: string, options: NomineeOptions, now: Date): Nominee {
  const roles = (options.role ?? []).map((role) => {
    if (isRole(role)) return role
    throw new UsageError(`There is no role ${role}; there are ${ROLES.join(', ')}.`)
  })
  const machine = roles.includes('machine')
  const nominee: Nominee = {
    agency,
    person: options.person ?? newPersonId(),
    login: options.login,
    title: options.title,
    number: options.number,
    account: machine ? 'machine' : 'person',
    roles,
    mailboxes: options.mailbox ?? [],
    trainedUntil: machine ? null : (options.trainedUntil ?? null),
    until: options.until ?? usualUntil(now),
  }
  const [fault] = nomineeFaults(nominee, now)
  if (fault) throw new UsageError(fault.sentence)
  return nominee
}

function appointedMailbox(text: string, before: AppointedMailbox[] = []): AppointedMailbox[] {
  const [address = '', rights = ''] = text.split(':', 2)
  const given = rights.split(',')
  const known = RIGHTS.filter((right) => given.includes(right))
  if (known.length === 0 || known.length !== given.length)
    throw new InvalidArgumentError(`Write ADDRESS:RIGHTS, the rights of ${RIGHTS.join(', ')}.`)
  return [...before, { address: address.toLowerCase(), rights: known }]
}
