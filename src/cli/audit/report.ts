import type { Command } from 'commander'
import { openReview } from '../../sdk/audit/papers.ts'
import { reportOf } from '../../sdk/audit/sign.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { demandEmpty } from '../log-export.ts'
import { taught } from '../taught.ts'
import { writeReport } from './folder.ts'
import { newestFor, REVIEW } from './newest.ts'

type Options = CommonOptions & { dir: string }

/** `audit report`: the report as it stands. */
export function registerReport(audit: Command, cli: Cli): void {
  const report = withAccount(
    audit
      .command('report')
      .description('write the report of a review: a draft, or the signed one again')
      .argument('<review>', 'its id, or the end of it')
      .requiredOption('--dir <folder>', 'where to write it; must be new or empty'),
  )
  taught(report, {
    about: [
      'Before it is signed it is a draft and says so. After that it is the very one that was signed, with its signatures, and the proofs that the log has them.',
    ],
    examples: [`despatch audit report ${REVIEW} --dir draft`],
    next: 'despatch audit sign REVIEW --dir FOLDER signs it.',
  })
  action<Options>(cli, report, async (options, [id = '']) => {
    await demandEmpty(options.dir)
    const session = await openSigning(cli, options)
    const opened = await openReview(session, id, cli.clock())
    const made = await reportOf(session, opened, { newest: newestFor(cli, session), now: cli.clock() })
    const folder = await writeReport(options.dir, made.files)
    const { isDraft } = made.report.contents
    if (options.json) return cli.terminal.json({ folder, files: made.files.length, draft: isDraft })
    cli.terminal.say(`Wrote ${isDraft ? 'a draft' : 'the signed report'} to ${folder}: read report.html.`)
  })
}
