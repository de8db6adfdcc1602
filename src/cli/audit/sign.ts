import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openReview } from '../../sdk/audit/papers.ts'
import { signReview } from '../../sdk/audit/sign.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { demandEmpty } from '../log-export.ts'
import { taught } from '../taught.ts'
import { writeLogged, writeReport } from './folder.ts'
import { newestFor, REVIEW } from './newest.ts'

type Options = CommonOptions & { dir: string }

/** `audit sign`: end a review, and write its signed report. */
export function registerSign(audit: Command, cli: Cli): void {
  const sign = withAccount(
    audit
      .command('sign')
      .description('sign a review with your own key, and write its report')
      .argument('<review>', 'its id, or the end of it')
      .requiredOption('--dir <folder>', 'where to write the report; must be new or empty'),
  )
  taught(sign, {
    about: [
      'Each disclosure must have an outcome. The signature names the digest of the whole report, and the log has the digest of what you signed. After that nothing of the review changes.',
    ],
    examples: [`despatch audit sign ${REVIEW} --dir report`],
    next: 'A second auditor: despatch audit countersign FOLDER. Anybody: despatch audit verify FOLDER.',
  })
  action<Options>(cli, sign, async (options, [id = '']) => {
    await demandEmpty(options.dir)
    const session = await openSigning(cli, options)
    const opened = await openReview(session, id, cli.clock())
    let folder = ''
    const { review, report, signed } = await signReview(session, opened, {
      ...{ newest: newestFor(cli, session), now: cli.clock() },
      async keep(files) {
        folder = await writeReport(options.dir, files)
      },
    }).catch(async (error: unknown) => {
      // What was not handed in must not look signed.
      if (folder !== '')
        for (const name of ['review.json', 'review.json.asc']) await rm(join(folder, name), { force: true })
      throw error
    })
    const logged = await writeLogged(folder, session, review, {
      ...{ statements: [signed], newest: newestFor(cli, session), logKey: report.logKey },
    })
    const leaf = review.signatures[0]?.leaf ?? null
    const { digest } = report
    if (options.json) return cli.terminal.json({ review: review.id, folder, report: digest, leaf })
    cli.terminal.say(
      `Signed. The report is in ${folder}: read report.html.`,
      leaf === null || logged === 0
        ? `Its log entry is published in a moment. The report does not prove it yet; with the proof it is written by: despatch audit report ${review.id} --dir FOLDER`
        : `The log has the digest of what you signed as entry ${leaf}, and the report the proof.`,
    )
  })
}
