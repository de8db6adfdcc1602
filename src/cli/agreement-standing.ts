import { type Command, Option } from 'commander'
import { agencyNamed, personOfName } from '../domain/trust/state.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import { Resumption, SUSPENSION_REASONS, Succession, Suspension } from '../domain/wire/trust/agency.ts'
import { ClientError } from '../sdk/errors.ts'
import { signAndEnter } from '../sdk/trust-entry.ts'
import { type Cli, openReading, openSigning, type Reading } from './account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from './action.ts'
import { written } from './agreement-draft.ts'
import { taught } from './taught.ts'

type Options = CommonOptions & { reason?: string; out?: string; agency?: string }

/** `agreement suspend`, `resume`, `succeed`: trust that ends at once, comes back, or passes to another root. */
export function registerStanding(agreement: Command, cli: Cli): void {
  const suspend = withAccount(
    agreement
      .command('suspend')
      .description('trust an agency, or your own, no longer: at once, for your agency')
      .argument('<agency>', 'the agency, by its whole name')
      .addOption(offering(new Option('--reason <code>', 'why'), SUSPENSION_REASONS))
      .option('--out <file>', 'enter nothing, and write the text for your agency’s root to sign'),
  )
  taught(suspend, {
    about: [
      'For a liaison officer or deputy, by their own key, so that it takes a minute and no root. Nothing is sealed between the two from the moment that a client reads of it; an agency that suspends itself is sealed to by nobody.',
    ],
    examples: ['despatch agreement suspend "Example Police of Merseyside" --reason keys-in-doubt'],
    next: 'despatch agreement resume AGENCY drafts what your root signs when it is over.',
  })
  action<Options>(cli, suspend, async (options, [agency = '']) => {
    const reason = SUSPENSION_REASONS.find((one) => one === options.reason)
    if (!reason) throw new UsageError(`Say why: --reason, one of ${SUSPENSION_REASONS.join(', ')}.`)
    const session = await openSigning(cli, options)
    const by = await ownAgency(session, session.person.login)
    agencyNamed(await session.trust.refresh(), agency)
    const now = cli.clock()
    const statement = writeStatement(Suspension, {
      despatch: 'suspension/1',
      by,
      agency,
      reason,
      time: now.toISOString(),
    })
    if (options.out !== undefined) return written(cli, options, statement)
    const { size } = await signAndEnter(session, { statement, certificates: [] }, now)
    if (options.json) return cli.terminal.json({ by, agency, reason, size })
    cli.terminal.say(
      `${by} no longer trusts ${by === agency ? 'its own keys' : agency}: record ${size} of the trust log.`,
    )
  })

  const resume = withAccount(
    agreement
      .command('resume')
      .description('draft that your agency trusts another again, for its root to sign')
      .argument('<agency>', 'the agency, by its whole name')
      .option('--out <file>', 'where the text goes'),
  )
  taught(resume, {
    examples: [
      'despatch agreement resume "Example Police of Merseyside" --out resume.json',
      'despatch agreement sign resume.json --root root.asc',
      'despatch agreement activate resume.json',
    ],
    next: 'despatch agreement list shows what is suspended.',
  })
  action<Options>(cli, resume, async (options, [agency = '']) => {
    const reading = await openReading(cli, options)
    const by = await ownAgency(reading, reading.person.login)
    agencyNamed(await reading.trust.refresh(), agency)
    const time = cli.clock().toISOString()
    await written(cli, options, writeStatement(Resumption, { despatch: 'resumption/1', by, agency, time }))
  })

  const succeed = withAccount(
    agreement
      .command('succeed')
      .description(
        'draft that the successor which the agreement names takes the place of a root, for it to sign',
      )
      .argument('<agency>', 'the agency, by its whole name')
      .option('--out <file>', 'where the text goes'),
  )
  taught(succeed, {
    about: [
      'For a root that is lost or stolen: the successor lies in another safe. What the root signed before goes on counting, and nobody is enrolled again. Name another successor in the next version of the agreement.',
    ],
    examples: [
      'despatch agreement succeed "Example Council of Liverpool" --out succession.json',
      'despatch agreement sign succession.json --root successor.asc',
      'despatch agreement activate succession.json',
    ],
    next: 'despatch agreement suspend AGENCY for as long as the successor is under way.',
  })
  action<Options>(cli, succeed, async (options, [name = '']) => {
    const { trust } = await openReading(cli, options)
    const { root, successor } = agencyNamed(await trust.refresh(), name)
    if (successor === null) throw new ClientError(`No agreement names a successor of ${name}’s root.`)
    const time = cli.clock().toISOString()
    const statement = { despatch: 'succession/1' as const, agency: name, from: root, to: successor, time }
    await written(cli, options, writeStatement(Succession, statement))
  })
}

/** The agency that somebody is appointed by, as the trust log says. */
export async function ownAgency({ trust }: Pick<Reading, 'trust'>, login: string): Promise<string> {
  const state = await trust.state()
  const me = personOfName(state, login)
  if (me) return me.agency
  throw new ClientError(`No agency that is believed here has appointed ${login}.`)
}
