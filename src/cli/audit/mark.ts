import { type Command, Option } from 'commander'
import { OUTCOMES, type Outcome } from '../../domain/wire/review-papers.ts'
import { openReview } from '../../sdk/audit/papers.ts'
import { keepFindings } from '../../sdk/audit/review.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, UsageError, withAccount } from '../action.ts'
import { taught } from '../taught.ts'
import { REVIEW } from './newest.ts'
import { reviewJson } from './show.ts'

type Options = CommonOptions & { outcome?: Outcome; note?: string }

/** `audit mark`: what was found of one disclosure, or of several alike. */
export function registerMark(audit: Command, cli: Cli): void {
  const mark = withAccount(
    audit
      .command('mark')
      .description('say what you found of disclosures of a review')
      .argument('<review>', 'its id, or the end of it')
      .argument('<leaf...>', 'leaves, as the review lists them')
      .addOption(new Option('--outcome <outcome>', 'what it comes to').choices([...OUTCOMES]))
      .option('--note <text>', 'a note of up to 2,000 characters; an empty one takes it away'),
  )
  taught(mark, {
    about: [
      'It is sealed to the auditors of your agency. A colleague’s change in the meantime is not overwritten: look again, then.',
    ],
    examples: [
      `despatch audit mark ${REVIEW} 4711 4712 --outcome in-order`,
      `despatch audit mark ${REVIEW} 4718 --outcome question --note "No consent on file"`,
    ],
    next: 'despatch audit sign REVIEW --dir FOLDER, once each has an outcome.',
  })
  action<Options>(cli, mark, async (options, [id = '', ...leaves]) => {
    const { outcome, note } = options
    if (outcome === undefined && note === undefined)
      throw new UsageError('give an --outcome, a --note, or both')
    const session = await openSigning(cli, options)
    const opened = await openReview(session, id, cli.clock())
    const finding = { ...(outcome === undefined ? {} : { outcome }), ...(note === undefined ? {} : { note }) }
    const findings = new Map(leaves.map((leaf) => [leaf, finding]))
    const kept = await keepFindings(session, opened, findings, cli.clock())
    if (options.json) return cli.terminal.json(reviewJson(kept))
    const { done, items } = kept.review
    cli.terminal.say(`Kept. ${done} of ${items} have an outcome.`)
  })
}
