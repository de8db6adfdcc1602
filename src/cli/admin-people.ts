import { type Command, Option } from 'commander'
import { addDays, dayOf } from '../domain/day.ts'
import { type AgencyPerson, SUSPENDED_FOR } from '../domain/wire/enrolment.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from './action.ts'
import { officersMissing, warnOfMissing } from './missing-officers.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'

/** From how many days before its end on training is pointed out. */
const SOON_DAYS = 60

/** `admin people`, `suspend`, `readmit`: the accounts of one's own agency. */
export function registerPeople(admin: Command, cli: Cli): void {
  const people = withAccount(
    admin
      .command('people')
      .description('list the people of your agency, what they may do, and their training'),
  )
  taught(people, {
    about: ['Of your own agency alone: to others, staff are a post and a number.'],
    examples: ['despatch admin people', 'despatch admin people --json'],
    next: 'despatch admin train LOGIN --until DATE renews training; despatch admin end LOGIN ends an appointment.',
  })
  action<CommonOptions>(cli, people, async (options) => {
    const { client, trust } = await openReading(cli, options)
    const found = await client.people()
    const missing = officersMissing(cli, await trust.state())
    if (options.json) return cli.terminal.json({ people: found, missingOfficers: missing })
    const today = dayOf(cli.clock())
    cli.terminal.say(
      ...recordTable(
        ['LOGIN', 'STATE', 'TRAINED UNTIL'],
        found.map((one) => ({
          cells: [one.login, one.state, one.trainedUntil ?? '-'],
          beneath: linesOf(one, today),
        })),
        cli.terminal.width,
      ),
    )
    warnOfMissing(cli, missing)
  })

  const suspend = withAccount(
    admin
      .command('suspend')
      .description('suspend an account of your agency, at once and until it is readmitted')
      .argument('<login>', 'somebody of your agency')
      .addOption(offering(new Option('--reason <code>', 'why'), SUSPENDED_FOR)),
  )
  taught(suspend, {
    about: [
      'Their appointment stays: what they signed goes on counting. To end that too: despatch admin end.',
    ],
    examples: ['despatch admin suspend asb.caseworker --reason device-lost'],
    next: 'despatch admin readmit LOGIN ends it.',
  })
  action<CommonOptions & { reason?: string }>(cli, suspend, async (options, [login = '']) => {
    const reason = SUSPENDED_FOR.find((one) => one === options.reason)
    if (!reason) throw new UsageError(`Say why: --reason, one of ${SUSPENDED_FOR.join(', ')}.`)
    const { client } = await openReading(cli, options)
    const done = await client.suspendAccount({ login, reason })
    if (options.json) return cli.terminal.json(done)
    cli.terminal.say(`${login} is suspended: no request of theirs is answered from now on.`)
  })

  const readmit = withAccount(
    admin
      .command('readmit')
      .description('end the suspension of an account of your agency')
      .argument('<login>', 'somebody of your agency'),
  )
  taught(readmit, {
    examples: ['despatch admin readmit asb.caseworker'],
    next: 'despatch admin people shows how everybody stands.',
  })
  action<CommonOptions>(cli, readmit, async (options, [login = '']) => {
    const { client } = await openReading(cli, options)
    const done = await client.readmitAccount(login)
    if (options.json) return cli.terminal.json(done)
    cli.terminal.say(`${login} is active again.`)
  })
}

function linesOf(
  { title, number, roles, mailboxes, account, trainedUntil, suspendedFor, state }: AgencyPerson,
  today: string,
): string[] {
  const isDue = account === 'person' && state !== 'ended' && (trainedUntil ?? '') < addDays(today, SOON_DAYS)
  const training = (trainedUntil ?? '') < today ? 'no training in date (Q1)' : 'training ends soon (Q1)'
  return [
    `${title} ${number}, ${roles.join(', ') || 'no role'}`,
    ...mailboxes.map(({ address, rights }) => `${address} (${rights.join(', ')})`),
    ...(suspendedFor === null ? [] : [`suspended: ${suspendedFor}`]),
    ...(isDue ? [training] : []),
  ]
}
