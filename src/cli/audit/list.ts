import type { Command } from 'commander'
import type { ListedReview } from '../../domain/wire/review.ts'
import { type Cli, openReading } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { recordTable } from '../table.ts'
import { taught } from '../taught.ts'
import { shortTime } from '../wording.ts'

/** `audit list`, which is also `audit` alone. */
export function registerList(audit: Command, cli: Cli): void {
  const list = withAccount(
    audit.command('list', { isDefault: true }).description('the reviews of your agency, the newest first'),
  )
  taught(list, {
    about: [
      'The same as despatch audit alone. Titles and findings are sealed: despatch audit show opens them.',
    ],
    examples: ['despatch audit list', 'despatch audit list --json'],
    next: 'despatch audit show REVIEW opens one of them.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const { client } = await openReading(cli, options)
    const reviews: ListedReview[] = []
    for (let before: string | null | undefined; before !== null; ) {
      const page = await client.reviews(before ?? undefined)
      reviews.push(...page.reviews)
      before = page.next
    }
    if (options.json) return cli.terminal.json({ reviews })
    cli.terminal.say(
      ...(reviews.length === 0
        ? ['Your agency has no reviews.']
        : recordTable(['REVIEW', 'STATE', 'DONE'], reviews.map(rowOf), cli.terminal.width)),
    )
  })
}

function rowOf({
  id,
  state,
  kind,
  month,
  items,
  done,
  createdBy,
  changedBy,
  changedAt,
  signatures,
  announcement,
}: ListedReview) {
  const of =
    kind === 'sample' ? `a sample of ${month ?? 'a month, not announced yet'}` : 'a selection of the register'
  return {
    cells: [id, state, `${done} of ${items}`],
    beneath: [
      `${of}, begun by ${createdBy}, last changed by ${changedBy} on ${shortTime(changedAt)}`,
      ...(announcement && announcement.overlapping > 1
        ? [`announced over the same entries ${announcement.overlapping} times`]
        : []),
      ...signatures.map(
        ({ step, by, at, leaf }) =>
          `${step} by ${by} on ${shortTime(at)}${leaf === null ? '' : `: entry ${leaf} of the log`}`,
      ),
    ],
  }
}
