import type { Command } from 'commander'
import { believedFrom } from '../../domain/trust/believed.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import { againstSeen } from '../../sdk/audit/seen-before.ts'
import { type SignatureWords, signatureWords, verdictLines } from '../../sdk/audit/verdict-words.ts'
import { type ReportVerdict, type Signed, treesOf, verifyReport } from '../../sdk/audit/verify-report.ts'
import { openSignedCheckpoint } from '../../sdk/checkpoint.ts'
import { accountOf, type Cli, sha256 } from '../account.ts'
import { action, type CommonOptions, FailedError, withAccount } from '../action.ts'
import { type KnownLog, knownLog, openSeen, reachOf } from '../known-log.ts'
import { taught } from '../taught.ts'
import { keptTrustOf, trustStore } from '../trust-file.ts'
import { reportIn } from './folder.ts'

/** `audit verify`: a report in a folder, without the service. */
export function registerVerify(audit: Command, cli: Cli): void {
  const verify = withAccount(
    audit.command('verify').description('check a signed report, offline').argument('<folder>', 'the report'),
  )
  taught(verify, {
    about: [
      'Its files are those that were signed; each disclosure stands under the log’s signed checkpoint; the sample is the one that follows from announcement, tree and nonce, out of every disclosure of the range. Whatever does not fit is named, and the exit code is 1.',
      'The log’s key lies in the report, and anybody can make up a log and an auditor. A machine that has signed in to the service has that key pinned and says whether it is this one; another key of the same log is refused. A machine that has read the trust log of that service demands that each signature is by an auditor of the agency whose review it is, in office when they signed, by a key that was good then. Any other leaves both to you.',
    ],
    examples: ['despatch audit verify ./report', 'despatch audit verify ./report --json'],
    next: 'despatch audit countersign FOLDER, as a second auditor.',
  })
  action<CommonOptions>(cli, verify, async (options, [dir = '']) => {
    const verdict = await verifyReport(sha256, await reportIn(dir))
    const { statement, sample, logKey } = verdict
    const named = logKey === null ? null : await knownLog(cli, 'log', logKey, 'report')
    const held = againstSeen(sha256, verdict, named ? await openSeen(named) : [])
    const doubt = named && (await doubtOf(named, verdict))
    const log = doubt === null ? named : null
    const state = await trustOf(cli, options, log)
    const keys = verdict.signatures.map((signed) => keyOf(signed, state, log !== null))
    const problems = [
      ...verdict.problems,
      ...held.problems,
      ...keys.flatMap(({ problem }) => (problem ? [problem] : [])),
    ]
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
        keys: keys.map(({ problem: _, ...key }) => key),
      })
    } else {
      cli.terminal.say(
        ...(verified ? verdictLines(verdict) : problems),
        ...(doubt === null ? logLines(logKey, log, held.compared) : [`The log’s key: ${logKey}`, doubt]),
        ...keys.map(({ says }) => says),
        ...unloggedLines(verdict),
      )
    }
    if (!verified) throw new FailedError('The report does not hold.')
  })
}

/**
 * Why a log whose key is known here is not believed to be the one that this machine knows: a key that was given up may be in other
 * hands, and it is known how far it signed before. Null where there is no reason.
 */
async function doubtOf(known: KnownLog, verdict: ReportVerdict): Promise<string | null> {
  for (const { note, key, size } of treesOf(verdict)) {
    const reach = await reachOf(known, key)
    if (reach === null || size <= reach) continue
    if (await openSignedCheckpoint(note, known.keys.service.logKey).catch(() => null)) continue
    const whose =
      reach === 0n ? 'of which nothing was seen here' : `known here to have signed ${reach} entries`
    return `It is a former key of the log of ${known.host}, ${whose}; the report goes to ${size}: whoever has that key now can have signed it. Make sure of it by another way.`
  }
  return null
}

/** Which log it is, and whether its key is one that this machine knows. */
function logLines(logKey: string | null, log: KnownLog | null, compared: number): string[] {
  if (logKey === null) return []
  const pinned = log?.keys.service.logKey === logKey
  return [
    `The log’s key: ${logKey}`,
    log === null
      ? 'It came with the report and is not known here: anybody can make up a log. Make sure of it by another way.'
      : `It is ${pinned ? 'the' : 'a former'} log key of ${log.host}${pinned ? ' that is pinned here' : ', as the one pinned here says'}.`,
    ...(log !== null && !pinned && compared === 0
      ? [
          'Nothing in the report could be held against what this machine has seen of that log: the auditors can, by countersigning it.',
        ]
      : []),
  ]
}

/** A report that was written at once may have been written before the log had its signature. */
function unloggedLines({ statement, signatures }: ReportVerdict): string[] {
  const missing = signatures.filter(({ logged }) => logged === null)
  if (!statement || missing.length === 0) return []
  return [
    `${missing.length === signatures.length ? 'The report does not prove' : 'Of one signature the report does not prove'} that the log has it: when it was made is the signer’s word. An auditor of the agency writes it again with the proof: despatch audit report ${statement.says.review} --dir FOLDER`,
  ]
}

/** The most that anybody here has read of the trust log of the service whose log it is; of an unknown log, what the account in use has. */
async function trustOf(cli: Cli, options: CommonOptions, log: KnownLog | null): Promise<TrustState | null> {
  const kept = log
    ? await keptTrustOf(cli.state, log.host)
    : await accountOf(cli, options)
        .then(async (account) => [await trustStore(cli.state, account).read()])
        .catch(() => [])
  const [most] = kept.filter((one) => one !== null).sort((a, b) => b.state.size - a.state.size)
  return most ? believedFrom(most.state, most.began) : null
}

type Key = SignatureWords & { problem: string | null }

/** Whose a signature is, by what this machine has read of the trust log of the service, if it has. */
function keyOf(signed: Signed, state: TrustState | null, isKnownLog: boolean): Key {
  // Of another service, or of none, this machine has not read who its auditors are.
  const { why, ...words } = signatureWords(signed, state, isKnownLog)
  return {
    ...words,
    problem:
      why === null
        ? null
        : `${why}, as far as this machine has read the trust log (${state?.size} records; despatch trust reads on).`,
  }
}
