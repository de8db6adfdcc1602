import { type Command, InvalidArgumentError } from 'commander'
import { MOST_ITEMS } from '../../domain/wire/review.ts'
import { openReview } from '../../sdk/audit/papers.ts'
import { remarkWords } from '../../sdk/audit/remarks.ts'
import { sampleWords } from '../../sdk/audit/report/contents.ts'
import { beginSample, drawSampleOf } from '../../sdk/audit/review.ts'
import { isApiProblem } from '../../sdk/errors.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, UsageError, withAccount } from '../action.ts'
import { taught } from '../taught.ts'
import { newestFor, REVIEW } from './newest.ts'
import { reviewJson, reviewLines } from './show.ts'

const USUAL_COUNT = 25

type Options = CommonOptions & { month?: string; count?: number; title?: string; resume?: string }

/** `audit sample`: announce, draw, keep. */
export function registerSample(audit: Command, cli: Cli): void {
  const sample = withAccount(
    audit
      .command('sample')
      .description('begin the review of a sample of a month that nobody can steer')
      .option('--month <month>', 'the month, such as 2010-03', month)
      .option('--count <n>', `how many disclosures are drawn (${USUAL_COUNT})`, count)
      .option('--title <text>', 'what you call the review; sealed like all that you write')
      .option('--resume <review>', 'go on with a review that was broken off before anything was drawn'),
  )
  taught(sample, {
    about: [
      'This machine thinks of 32 random bytes, has the service enter their digest in the log, and draws by the bytes and the tree that ends with that entry. The service cannot know the bytes and you cannot know the tree, so neither can choose what comes. Every disclosure of the month in the log can be drawn, whether it can still be opened or not.',
      'That you announced stands in the log: whoever draws the same month again until they like what comes is seen in every report.',
    ],
    examples: [
      'despatch audit sample --month 2010-03',
      'despatch audit sample --month 2010-03 --count 40 --title "Quarter 1"',
      { for: 'when it was broken off', type: `despatch audit sample --resume ${REVIEW}` },
    ],
    next: 'despatch audit mark REVIEW LEAF --outcome in-order says what you found.',
  })
  action<Options>(cli, sample, async (options) => {
    const { month, resume } = options
    if ((month === undefined) === (resume === undefined))
      throw new UsageError('name the --month, or the review to --resume')
    const now = cli.clock()
    if (month !== undefined && month > now.toISOString().slice(0, 7))
      throw new UsageError(`${month} has not begun: nothing of it can be drawn`)
    const session = await openSigning(cli, options)
    const opened =
      month === undefined
        ? await openReview(session, resume ?? '', now)
        : await beginSample(session, {
            ...{ month, count: options.count ?? USUAL_COUNT, now },
            title: options.title ?? `Sample of ${month}`,
          })
    const drawn = await drawSampleOf(session, opened, {
      ...{ newest: newestFor(cli, session), now: cli.clock() },
    }).catch(async (error: unknown) => {
      // Nothing was announced: of a review that was begun just now there is nothing to go on with.
      if (month !== undefined && isApiProblem(error, 'nothing-to-review'))
        await session.client.deleteReview(opened.review.id, opened.review.version).catch(() => undefined)
      throw error
    })
    const { judged, remarks } = drawn
    if (options.json) {
      const { size, root, population, overlapping, unread } = judged
      const draw = { size, root, population: population.length, overlapping, unread }
      return cli.terminal.json({ ...reviewJson(drawn), draw, remarks })
    }
    cli.terminal.say(
      `Drew ${sampleWords(judged.drawn.length, judged.announced.count)} of the ${judged.population.length} disclosures of ${judged.announced.month}, announced by entry ${size(judged)} of the log.`,
      ...(judged.overlapping > 1
        ? [`There were ${judged.overlapping} announcements over the same entries; the report says so.`]
        : []),
      '',
      ...reviewLines(drawn, cli.terminal.width),
    )
    cli.terminal.note(...remarks.map((one) => remarkWords(one, judged.announced.month)))
  })
}

const size = ({ size: entries }: { size: bigint }): bigint => entries - 1n

function month(text: string): string {
  if (/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(text)) return text
  throw new InvalidArgumentError('A month is written as 2010-03.')
}

function count(text: string): number {
  if (/^[1-9][0-9]{0,2}$/.test(text) && Number(text) <= MOST_ITEMS) return Number(text)
  throw new InvalidArgumentError(`A sample has 1 to ${MOST_ITEMS} disclosures.`)
}
