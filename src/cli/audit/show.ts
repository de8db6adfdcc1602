import type { Command } from 'commander'
import type { ReviewItem } from '../../domain/wire/review-papers.ts'
import { originLines } from '../../sdk/audit/origin-words.ts'
import { type OpenedReview, openReview } from '../../sdk/audit/papers.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { recordTable } from '../table.ts'
import { taught } from '../taught.ts'
import { safeLine, wrapped } from '../terminal-text.ts'
import { shortTime } from '../wording.ts'
import { REVIEW } from './newest.ts'

/** `audit show`: what a review is of, and what was found so far. */
export function registerShow(audit: Command, cli: Cli): void {
  const show = withAccount(
    audit
      .command('show')
      .description('open a review: its disclosures, and what was found')
      .argument('<review>', 'its id, or the end of it'),
  )
  taught(show, {
    about: ['Any auditor of your agency can open it and go on with it.'],
    examples: [`despatch audit show ${REVIEW}`],
    next: 'despatch audit mark REVIEW LEAF --outcome question --note "…" says what you found.',
  })
  action<CommonOptions>(cli, show, async (options, [id = '']) => {
    const opened = await openReview(await openSigning(cli, options), id, cli.clock())
    if (options.json) return cli.terminal.json(reviewJson(opened))
    cli.terminal.say(...reviewLines(opened, cli.terminal.width, originLines(opened, shortTime)))
  })
}

/** A review as a document; the nonce of a sample that is not drawn yet stays out of it. */
export function reviewJson({ review, papers: { title, of, items } }: OpenedReview) {
  const { id, state, kind, month, announcement, signatures, version } = review
  const register = 'register' in of ? of.register : null
  const sample =
    'sample' in of ? { month: of.sample.month, count: of.sample.count, remarks: of.sample.remarks } : null
  return {
    review: id,
    state,
    kind,
    month,
    title,
    register,
    sample,
    version,
    announcement,
    signatures,
    items: items ?? [],
  }
}

/** The same as lines, the marking first and last. */
export function reviewLines(
  { review, papers: { title, items } }: OpenedReview,
  width: number,
  origin: readonly string[] = [],
): string[] {
  const rows = (items ?? []).map(rowOf)
  return [
    'RESTRICTED',
    ...wrapped(
      safeLine(
        `${title} (${review.id}, ${review.state}): ${review.done} of ${review.items} have an outcome.`,
      ),
      width,
    ),
    ...origin.flatMap((line) => wrapped(safeLine(line), width)),
    ...(rows.length === 0
      ? ['Nothing was drawn yet.']
      : recordTable(['LEAF', 'REFERENCE', 'KIND', 'WHEN', 'OUTCOME'], rows, width)),
    'RESTRICTED',
  ]
}

function rowOf({ leaf, facts, outcome, note }: ReviewItem) {
  const notes = note === '' ? [] : note.split('\n').map((line) => `note: ${line}`)
  if (facts === null) return { cells: [leaf, 'erased or withheld', '', '', outcome ?? '-'], beneath: notes }
  const { reference, kind, time, marking, from, to, dataClass, bases } = facts
  return {
    cells: [leaf, reference, kind, shortTime(time), outcome ?? '-'],
    beneath: [
      `from ${from} to ${to.join(', ')}`,
      `${marking ?? 'not marked'}; ${dataClass ?? 'not classified'}${bases.length === 0 ? '' : `; ${bases.join(', ')}`}`,
      ...notes,
    ],
  }
}
