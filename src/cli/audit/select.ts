import type { Command } from 'commander'
import { beginSelection } from '../../sdk/audit/review.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { type DisclosureOptions, disclosureFiltersOf, withDisclosureFilters } from '../register-filters.ts'
import { taught } from '../taught.ts'
import { newestFor } from './newest.ts'
import { reviewJson, reviewLines } from './show.ts'

type Options = CommonOptions & DisclosureOptions & { title?: string }

/** `audit select`: the review of what the register lists. */
export function registerSelect(audit: Command, cli: Cli): void {
  const select = withAccount(
    withDisclosureFilters(
      audit.command('select').description('begin the review of those disclosures that the register lists'),
    ).option('--title <text>', 'what you call the review; sealed like all that you write'),
  )
  taught(select, {
    about: [
      'The filters are those of despatch disclosures. Each is then read from the log itself. That the register lists all of them, despatch log reconcile shows; a sample needs no such trust.',
    ],
    examples: [
      'despatch audit select --agency police --since 2010-03-01 --until 2010-03-31',
      'despatch audit select --state unanswered --title "Nobody answered"',
    ],
    next: 'despatch audit mark REVIEW LEAF --outcome in-order says what you found.',
  })
  action<Options>(cli, select, async (options) => {
    const session = await openSigning(cli, options)
    const filters = await disclosureFiltersOf(session, options)
    const opened = await beginSelection(session, {
      ...{ filters, newest: newestFor(cli, session), now: cli.clock() },
      title: options.title ?? 'Selection of the register',
    })
    if (options.json) return cli.terminal.json(reviewJson(opened))
    cli.terminal.say(...reviewLines(opened, cli.terminal.width))
  })
}
