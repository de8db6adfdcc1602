import type { Command } from 'commander'
import { believedFrom } from '../../domain/trust/believed.ts'
import { personOf } from '../../domain/trust/state.ts'
import { OUTCOMES } from '../../domain/wire/review-papers.ts'
import { sampleWords } from '../../sdk/audit/report/contents.ts'
import { type ReportVerdict, verifyReport } from '../../sdk/audit/verify-report.ts'
import { accountOf, type Cli, sha256 } from '../account.ts'
import { action, type CommonOptions, FailedError, withAccount } from '../action.ts'
import { type KnownLog, knownLog } from '../known-log.ts'
import { taught } from '../taught.ts'
import { trustStore } from '../trust-file.ts'
import { reportIn } from './folder.ts'

/** `audit verify`: a report in a folder, without the service. */
export function registerVerify(audit: Command, cli: Cli): void {
  const verify = withAccount(
    audit.command('verify').description('check a signed report, offline').argument('<folder>', 'the report'),
  )
  taught(verify, {
    about: [
      'Its files are those that were signed; each disclosure stands under the log’s signed checkpoint; the sample is the one that follows from announcement, tree and nonce, out of every disclosure of the range. Whatever does not fit is named, and the exit code is 1.',
      'The log’s key lies in the report, and anybody can make up a log and an auditor. A machine that has signed in to the service has that key pinned and says whether it is this one; another key of the same log is refused. Whose the auditors’ keys are, a machine says that has read the trust log. Any other leaves both to you.',
    ],
    examples: ['despatch audit verify ./report', 'despatch audit verify ./report --json'],
    next: 'despatch audit countersign FOLDER, as a second auditor.',
  })
  action<CommonOptions>(cli, verify, async (options, [dir = '']) => {
    const verdict = await verifyReport(sha256, await reportIn(dir))
    const { problems, statement, sample, logKey } = verdict
    const log = logKey === null ? null : await knownLog(cli, 'log', logKey, 'report')
    const keys = await keysOf(cli, options, verdict)
    const verified = problems.length === 0
    if (options.json) {
      const draw = sample && {
        population: sample.population.length,
        overlapping: sample.overlapping,
        unread: sample.unread,
      }
      cli.terminal.json({
        verified,
        problems,
        statement: statement?.says ?? null,
        draw,
        logKey,
        logKnown: log?.host ?? null,
        keys,
      })
    } else {
      cli.terminal.say(
        ...(verified ? goodLines(verdict) : problems),
        ...logLines(logKey, log),
        ...keys.map(({ says }) => says),
      )
    }
    if (!verified) throw new FailedError('The report does not hold.')
  })
}

function goodLines({ statement, sample }: ReportVerdict): string[] {
  if (!statement) return []
  const { outcomes, checkpoint } = statement.says
  const found = OUTCOMES.map((one) => `${outcomes[one]} ${one}`).join(', ')
  const total = OUTCOMES.reduce((sum, one) => sum + outcomes[one], 0)
  return [
    `Verified: ${total} disclosures, ${found}; all of them stand in a log of ${checkpoint.size} entries.`,
    ...(sample
      ? [
          `They are the sample that follows: ${sampleWords(sample.drawn.length, sample.announced.count)} of the ${sample.population.length} of ${sample.announced.month}, announced by entry ${sample.size - 1n}.`,
          `Announced over the same entries: ${sample.overlapping === 1 ? 'once' : `${sample.overlapping} times`}${sample.unread > 0 ? `, and ${sample.unread} announcements could not be read` : ''}.`,
        ]
      : ['They are a selection of the register, as the service gave it.']),
  ]
}

/** Which log it is, and whether its key is one that this machine knows. */
function logLines(logKey: string | null, log: KnownLog | null): string[] {
  if (logKey === null) return []
  const pinned = log?.keys.service.logKey === logKey
  return [
    `The log’s key: ${logKey}`,
    log === null
      ? 'It came with the report and is not known here: anybody can make up a log. Make sure of it by another way.'
      : `It is ${pinned ? 'the' : 'a former'} log key of ${log.host}${pinned ? ' that is pinned here' : ', as the one pinned here says'}.`,
  ]
}

type Key = { step: 'signed' | 'countersigned'; fingerprint: string; post: string | null; says: string }

/** Whose the keys are, by what this machine has read of the trust log, if it has. */
async function keysOf(
  cli: Cli,
  options: CommonOptions,
  { signer, countersigners }: ReportVerdict,
): Promise<Key[]> {
  const kept = await accountOf(cli, options)
    .then((account) => trustStore(cli.state, account).read())
    .catch(() => null)
  const state = kept && believedFrom(kept.state, kept.began)
  const key = (step: Key['step'], fingerprint: string): Key => {
    const person = state ? personOf(state, fingerprint) : undefined
    const post = person ? `${person.title} ${person.number} of ${person.agency}` : null
    const whose = post ?? 'a key that is not known here: make sure of it by another way'
    return {
      step,
      fingerprint,
      post,
      says: `${step === 'signed' ? 'Signed' : 'Countersigned'} by ${whose} (${fingerprint}).`,
    }
  }
  return [
    ...(signer === null ? [] : [key('signed', signer)]),
    ...countersigners.map((fingerprint) => key('countersigned', fingerprint)),
  ]
}
