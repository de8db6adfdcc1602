import { resolve } from 'node:path'
import type { Command } from 'commander'
import { countersign, countersigningFiles } from '../../sdk/audit/sign.ts'
import { verifyReport } from '../../sdk/audit/verify-report.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type Cli, openSigning, sha256 } from '../account.ts'
import { action, type CommonOptions, FailedError, withAccount } from '../action.ts'
import { writeBelow } from '../log-export.ts'
import { taught } from '../taught.ts'
import { reportIn } from './folder.ts'

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
      'The report is verified first; one that does not hold is not signed. Read it before: your name stands under all of it.',
    ],
    examples: ['despatch audit countersign ./report'],
    next: 'despatch audit verify FOLDER names both signatures.',
  })
  action<CommonOptions>(cli, command, async (options, [dir = '']) => {
    const folder = await reportIn(dir)
    const session = await openSigning(cli, options)
    const verdict = await verifyReport(sha256, folder)
    const { statement, problems, logKey } = verdict
    if (problems.length > 0 || !statement) {
      cli.terminal.note(...problems)
      throw new FailedError('The report does not hold. Nothing was signed.')
    }
    if (logKey !== session.service.logKey)
      throw new ClientError(
        'The report is proved by another log than that of this service. Nothing was signed.',
      )
    const { says, text } = statement
    const { review, signed } = await countersign(
      session,
      { review: says.review, statement: text, report: says.report },
      cli.clock(),
    )
    const n = 1 + (await folder.paths()).filter((path) => /^countersigned-[0-9]+\.json$/.test(path)).length
    for (const { path, bytes } of countersigningFiles(signed, n)) await writeBelow(resolve(dir), path, bytes)
    const leaf = review.signatures.at(-1)?.leaf ?? null
    if (options.json) return cli.terminal.json({ review: review.id, leaf })
    cli.terminal.say(`Countersigned.${leaf === null ? '' : ` The log has the digest as entry ${leaf}.`}`)
  })
}
