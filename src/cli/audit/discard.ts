import type { Command } from 'commander'
import { findReview } from '../../sdk/audit/papers.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type Cli, openReading } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { taught } from '../taught.ts'
import { REVIEW } from './newest.ts'

/** `audit discard`: delete a review that is not signed. */
export function registerDiscard(audit: Command, cli: Cli): void {
  const discard = withAccount(
    audit
      .command('discard')
      .description('delete a review that is not signed, for good')
      .argument('<review>', 'its id, or the end of it'),
  )
  taught(discard, {
    about: [
      'Nobody can bring it back. That a sample was announced stays in the log, and in every report of that month.',
    ],
    examples: [`despatch audit discard ${REVIEW}`],
    next: 'despatch audit lists what is left.',
  })
  action<CommonOptions>(cli, discard, async (options, [id = '']) => {
    const { client } = await openReading(cli, options)
    const review = await findReview(client, id)
    if (review.state === 'signed')
      throw new ClientError(
        `That review is signed, and stays. Its report: despatch audit report ${review.id} --dir FOLDER`,
      )
    await client.deleteReview(review.id, review.version)
    if (options.json) return cli.terminal.json({ id: review.id, gone: true })
    cli.terminal.say('It is deleted.')
  })
}
