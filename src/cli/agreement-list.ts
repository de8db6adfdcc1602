import type { Command } from 'commander'
import { dayOf } from '../domain/day.ts'
import { gapWords } from '../sdk/agreement/gap-words.ts'
import { agreementStandings } from '../sdk/agreement/reviews.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { officersMissing, warnOfMissing } from './missing-officers.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'

/** `agreement list`: what is in force, until when, and what is to be reviewed (I5). */
export function registerAgreementLists(agreement: Command, cli: Cli): void {
  const list = withAccount(
    agreement
      .command('list', { isDefault: true })
      .description('list the agreements, their days, who has signed, and what is to be reviewed'),
  )
  taught(list, {
    about: ['By the trust log, as this machine has read and judged it.'],
    examples: ['despatch agreement list', 'despatch agreement list --json'],
    next: 'despatch agreement show ID reads one out.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const { trust } = await openReading(cli, options)
    const state = await trust.refresh()
    const agreements = agreementStandings(state, dayOf(cli.clock()))
    const { suspensions } = state
    const missing = officersMissing(cli, state)
    if (options.json) return cli.terminal.json({ agreements, suspensions, missingOfficers: missing })
    cli.terminal.say(
      ...recordTable(
        ['AGREEMENT', 'VERSION', 'UNTIL', 'REVIEW', 'SIGNED'],
        agreements.map(({ id, version, until, review, signed, notSigned, title, due }) => ({
          cells: [id, String(version), until, review, `${signed.length}/${signed.length + notSigned.length}`],
          beneath: [
            title,
            ...notSigned.map((agency) => `not signed by ${agency}`),
            ...(due === null ? [] : [due]),
          ],
        })),
        cli.terminal.width,
      ),
      ...suspensions.map(
        ({ by, agency, reason, time }) =>
          `${by} suspended its trust in ${by === agency ? 'its own keys' : agency} on ${time.slice(0, 10)} (${reason}).`,
      ),
    )
    warnOfMissing(cli, missing)
  })

  const gaps = withAccount(
    agreement
      .command('gaps')
      .description('list pairs of agencies that share without a current agreement (I8)'),
  )
  taught(gaps, {
    about: [
      'From the register of the last twelve months: who has shared, and has no agreement between them today, or none that lasts another 60 days. For auditors and co-ordinators of all agencies, for liaison officers of their own.',
    ],
    examples: ['despatch agreement gaps', 'despatch agreement gaps --json'],
    next: 'despatch agreement draft --from ID drafts the next version.',
  })
  action<CommonOptions>(cli, gaps, async (options) => {
    const { client } = await openReading(cli, options)
    const found = await client.gaps()
    if (options.json) return cli.terminal.json({ gaps: found })
    if (found.length === 0) return cli.terminal.say('Everybody who shares has a current agreement.')
    cli.terminal.say(
      ...recordTable(
        ['AGENCIES', 'DISCLOSURES', 'LAST'],
        found.map(({ agencies, disclosures, lastAt, reason, agreement: id, until }) => ({
          cells: [agencies.join(' and '), String(disclosures), lastAt.slice(0, 10)],
          beneath: [gapWords[reason](id ?? '', until ?? '')],
        })),
        cli.terminal.width,
      ),
    )
  })
}
