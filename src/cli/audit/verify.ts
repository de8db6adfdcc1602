import type { Command } from 'commander'
import { whyNoAuditor } from '../../domain/trust/auditor-then.ts'
import { believedFrom } from '../../domain/trust/believed.ts'
import { personOf, type TrustState } from '../../domain/trust/state.ts'
import { OUTCOMES } from '../../domain/wire/review-papers.ts'
import { remarkWords } from '../../sdk/audit/remarks.ts'
import { sampleWords } from '../../sdk/audit/report/contents.ts'
import { againstSeen } from '../../sdk/audit/seen-before.ts'
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
        ...(verified ? goodLines(verdict) : problems),
        ...(doubt === null ? logLines(logKey, log, held.compared) : [`The log’s key: ${logKey}`, doubt]),
        ...keys.map(({ says }) => says),
        ...unloggedLines(verdict),
      )
    }
    if (!verified) throw new FailedError('The report does not hold.')
  })
}

function goodLines({ statement, sample }: ReportVerdict): string[] {
  if (!statement) return []
  const { of, outcomes, checkpoint } = statement.says
  const found = OUTCOMES.map((one) => `${outcomes[one]} ${one}`).join(', ')
  const total = OUTCOMES.reduce((sum, one) => sum + outcomes[one], 0)
  const remarks = 'sample' in of ? of.sample.remarks.map((one) => remarkWords(one, of.sample.month)) : []
  return [
    `Verified: ${total} disclosures, ${found}; all of them stand in a log of ${checkpoint.size} entries.`,
    ...(sample
      ? [
          `They are the sample that follows: ${sampleWords(sample.drawn.length, sample.announced.count)} of the ${sample.population.length} of ${sample.announced.month}, announced by entry ${sample.size - 1n}.`,
          `Announced over the same entries: ${sample.overlapping === 1 ? 'once' : `${sample.overlapping} times`}${sample.unread > 0 ? `, and ${sample.unread} announcements could not be read` : ''}.`,
          ...remarks,
        ]
      : ['They are a selection of the register, as the service gave it.']),
  ]
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

type Key = {
  step: Signed['step']
  fingerprint: string
  /** post, number and agency; null where the key is not known here */
  post: string | null
  /** whether they were an auditor in office when they signed; null where this machine cannot tell */
  inOffice: boolean | null
  /** the entry of the log that has the signature; null where the report does not prove it */
  logged: string | null
  says: string
  problem: string | null
}

/** Whose a signature is, by what this machine has read of the trust log of the service, if it has. */
function keyOf(
  { step, fingerprint, says: { agency, time }, logged }: Signed,
  state: TrustState | null,
  isKnownLog: boolean,
): Key {
  const person = state ? personOf(state, fingerprint) : undefined
  const post = person ? `${person.title} ${person.number} of ${person.agency}` : null
  // Of another service, or of none, this machine has not read who its auditors are.
  const isJudged = state !== null && isKnownLog
  const why = isJudged
    ? whyNoAuditor(state, { fingerprint, agency, time, logged: logged?.time ?? null })
    : null
  const whose = post ?? 'a key that is not known here: make sure of it by another way'
  const did = step === 'signed' ? 'Signed' : 'Countersigned'
  const entry = logged ? ` The log has it as entry ${logged.index}.` : ''
  return {
    ...{ step, fingerprint, post, inOffice: isJudged ? why === null : null },
    logged: logged ? String(logged.index) : null,
    says: `${did} by ${whose} (${fingerprint}).${entry}`,
    problem:
      why === null
        ? null
        : `${did} by somebody who does not count: ${why}, as far as this machine has read the trust log (${state?.size} records; despatch trust reads on).`,
  }
}
