import { resolve } from 'node:path'
import type { Command } from 'commander'
import { nextCounter } from '../../sdk/audit/next-counter.ts'
import { demandOwnLog } from '../../sdk/audit/own-log.ts'
import { countersign } from '../../sdk/audit/sign.ts'
import { treesOf, verifyReport } from '../../sdk/audit/verify-report.ts'
import { type Cli, openSigning, sha256 } from '../account.ts'
import { action, type CommonOptions, FailedError, withAccount } from '../action.ts'
import { keepCheckpoint } from '../kept-checkpoint.ts'
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
      'The log that proves it has to be the one that this machine sees: one that was shown to the first auditor alone is not signed, and kept as evidence.',
    ],
    examples: ['despatch audit countersign ./report'],
    next: 'despatch audit verify FOLDER names both signatures.',
  })
  action<CommonOptions>(cli, command, async (options, [dir = '']) => {
    const folder = await reportIn(dir)
    const session = await openSigning(cli, options)
    const verdict = await verifyReport(sha256, folder)
    const { problems, logKey } = verdict
    if (problems.length > 0 || logKey === null) {
      cli.terminal.note(...problems)
      throw new FailedError('The report does not hold. Nothing was signed.')
    }
    await demandOwnLog(session, treesOf(verdict), (note) => keepCheckpoint(cli, session, note), {
      given: 'report',
      toSign: true,
    })
    const n = await nextCounter(folder)
    const { review, files, text, first } = await countersign(session, verdict, cli.clock())
    for (const { path, bytes } of files(n)) await writeBelow(resolve(dir), path, bytes)
    const statements = [{ path: `countersigned-${n}.json`, text }]
    // A report that was written before the log had the first signature is made whole.
    if (verdict.signatures[0]?.logged === null) statements.push({ path: 'review.json', text: first })
    const newest = newestFor(cli, session)
    await writeLogged(resolve(dir), session, review, { statements, newest, logKey })
    const leaf = review.signatures.at(-1)?.leaf ?? null
    if (options.json) return cli.terminal.json({ review: review.id, leaf })
    cli.terminal.say(`Countersigned.${leaf === null ? '' : ` The log has the digest as entry ${leaf}.`}`)
  })
}
