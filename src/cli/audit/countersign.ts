import { resolve } from 'node:path'
import type { Command } from 'commander'
import { countersign } from '../../sdk/audit/sign.ts'
import { verifyReport } from '../../sdk/audit/verify-report.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type Cli, openSigning, sha256 } from '../account.ts'
import { action, type CommonOptions, FailedError, withAccount } from '../action.ts'
import { writeBelow } from '../log-export.ts'
import { taught } from '../taught.ts'
import { reportIn, writeLogged } from './folder.ts'
import { newestFor } from './newest.ts'

/** `audit countersign`: a second auditor's signature under a report that they have checked. */
export function registerCountersign(audit: Command, cli: Cli): void {
  const command = withAccount(
    audit
      .command('countersign')
      .description('sign, as a second auditor, a report that you have checked')
      .argument('<folder>', 'the report'),
  )
  taught(command, {
    about: [
      'The report is verified first; one that does not hold is not signed, nor one whose first signature is not an auditor’s of your agency, in office when it was made. Read it before: your name stands under all of it.',
    ],
    examples: ['despatch audit countersign ./report'],
    next: 'despatch audit verify FOLDER names both signatures.',
  })
  action<CommonOptions>(cli, command, async (options, [dir = '']) => {
    const folder = await reportIn(dir)
    const session = await openSigning(cli, options)
    const verdict = await verifyReport(sha256, folder)
    const { problems, logKey } = verdict
    if (problems.length > 0) {
      cli.terminal.note(...problems)
      throw new FailedError('The report does not hold. Nothing was signed.')
    }
    if (logKey !== session.service.logKey)
      throw new ClientError(
        'The report is proved by another log than that of this service. Nothing was signed.',
      )
    const { review, files, text, first } = await countersign(session, verdict, cli.clock())
    const paths = await folder.paths()
    const n = 1 + paths.filter((path) => /^countersigned-[0-9]+\.json$/.test(path)).length
    for (const { path, bytes } of files(n)) await writeBelow(resolve(dir), path, bytes)
    const statements = [{ path: `countersigned-${n}.json`, text }]
    // A report that was written before the log had the first signature is made whole.
    if (verdict.signatures[0]?.logged === null) statements.push({ path: 'review.json', text: first })
    await writeLogged(resolve(dir), session, review, { statements, newest: newestFor(cli, session) })
    const leaf = review.signatures.at(-1)?.leaf ?? null
    if (options.json) return cli.terminal.json({ review: review.id, leaf })
    cli.terminal.say(`Countersigned.${leaf === null ? '' : ` The log has the digest as entry ${leaf}.`}`)
  })
}
