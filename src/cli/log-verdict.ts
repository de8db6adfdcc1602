import { destructionLine, totalsLine } from '../domain/history/destructions.ts'
import { type HistoryVerdict, INVARIANTS, openLine, violationLine } from '../domain/history/verdict.ts'
import type { DecisionsVerdict } from '../sdk/verify-decisions.ts'
import type { LogVerdict } from '../sdk/verify-log.ts'
import { type CommonOptions, FailedError } from './action.ts'
import type { Terminal } from './terminal.ts'

/** Open referrals that are named at a terminal; `--json` has a hundred. */
const MOST_NAMED = 10

/** What was verified, and by what it is known. */
export type Verified = {
  verdict: LogVerdict
  history: HistoryVerdict
  vkey: string
  /** a sentence on whose key it is */
  key: string
  /** whether it was given up for the one that is pinned here; null where it is not known here */
  former: boolean | null
  /** how many entries this machine had verified before */
  before: bigint
  /** records of the trust log, each verified; null where it was not read */
  trustRecords: number | null
  /** how many of those were not given, which an export may lack: then they were not replayed */
  trustWithheld?: number
  /** how many checkpoints and signatures of witnesses were verified, of both logs */
  past: { checkpoints: number; cosignatures: number }
  /** how many witnesses were asked for and have seen it, and a sentence on that; null where none are known */
  witnesses: object | null
  lines: string[]
}

/** Tells what was found, and ends the command with 1 where something does not fit. */
export function reportVerified(terminal: Terminal, { json }: CommonOptions, found: Verified): void {
  const { verdict, history, vkey, key, before, trustRecords, past, witnesses, lines } = found
  const { size, opened, erased, withheld, problems } = verdict
  const fits = problems.length === 0 && history.violationCount === 0
  if (json) {
    const counts = { size, opened, erased, withheld, verifiedBefore: before }
    const known = {
      trustRecords,
      trustWithheld: found.trustWithheld ?? 0,
      logKey: vkey,
      logKeyFormer: found.former,
      witnesses,
      ...past,
    }
    terminal.json({ verified: fits, ...counts, problems, history, ...known })
  } else if (problems.length > 0) terminal.say(...problems)
  else {
    terminal.say(`Verified: ${size} entries, ${countsOf(verdict, history)}.`, key, ...lines)
    if (before > 0n)
      terminal.say(`${before} of them were verified on this machine before and were not read again now.`)
    terminal.say(...pastLines(past), ...trustLines(found))
    if (opened > 0n) terminal.say(...historyLines(history))
  }
  demandVerified([...problems, ...Array.from({ length: history.violationCount }, () => '')])
}

function trustLines({ trustRecords, trustWithheld = 0 }: Verified): string[] {
  if (trustRecords === null) return []
  return [
    `The trust log: ${trustRecords} records, each in its signed tree${trustWithheld === 0 ? ', each entered by somebody entitled to' : ''}.`,
    ...(trustWithheld === 0
      ? []
      : [`${trustWithheld} of them are not there: who was entitled to enter the others was not judged.`]),
  ]
}

/** The newest checkpoint is told of by itself. */
function pastLines({ checkpoints, cosignatures }: Verified['past']): string[] {
  if (checkpoints < 2 && cosignatures === 0) return []
  const signed = `${cosignatures} ${cosignatures === 1 ? 'signature' : 'signatures'} of witnesses`
  return [
    `Checkpoints: ${checkpoints}, each a beginning of its log${cosignatures === 0 ? '' : `; ${signed} under them, none of which goes back`}.`,
  ]
}

/** What is missing and may be opened by the reader is told as a violation; to others it is withheld, or erased. */
function countsOf({ opened, erased, withheld }: LogVerdict, { destruction }: HistoryVerdict): string {
  const { destroyed, missing } = destruction
  const rest = erased > 0n ? `${missing} missing without a destruction` : `${missing} withheld or erased`
  if (destroyed === 0) return `${opened} opened and ${erased > 0n ? rest : `${withheld} withheld or erased`}`
  const told = `${destroyed} erased as ${destruction.count === 1 ? 'one entry says' : `${destruction.count} entries say`}`
  return missing === 0 ? `${opened} opened and ${told}` : `${opened} opened, ${told}, and ${rest}`
}

function historyLines({
  destruction,
  violations,
  violationCount,
  referrals,
  open,
  openCount,
  unjudged,
}: HistoryVerdict): string[] {
  const more = violationCount - violations.length
  return [
    ...destructionLines(destruction),
    ...violations.map(violationLine),
    ...(more > 0 ? [`and ${more} more`] : []),
    `The history of ${referrals} referrals: ${violationCount === 0 ? 'nothing in it contradicts the rest' : `${violationCount} contradictions`}, ${openCount} still on their way.`,
    ...open.slice(0, MOST_NAMED).map((one) => `  ${openLine(one)}`),
    ...(openCount > MOST_NAMED ? [`  and ${openCount - MOST_NAMED} more`] : []),
    ...unjudged.map(
      ({ invariant, times, why }) =>
        `Not judged${times > 0 ? `, ${times} times` : ''}: that ${INVARIANTS[invariant]}. ${why[0]?.toUpperCase()}${why.slice(1)}.`,
    ),
  ]
}

/** The newest, and all that are wrong; with what there is of each reason where that is not all. */
function destructionLines({
  told,
  wrong,
  wrongCount,
  count,
  totals,
}: HistoryVerdict['destruction']): string[] {
  if (count === 0) return []
  const newest = told.slice(-MOST_NAMED)
  const before = wrong.filter(({ entry }) => !newest.some((one) => one.entry === entry))
  const more = wrongCount - wrong.length
  return [
    ...(count > newest.length ? [`Destructions: ${totalsLine(totals)}. The newest ${newest.length}:`] : []),
    ...newest.map(destructionLine),
    ...(before.length > 0
      ? ['Earlier ones that cannot be as they say:', ...before.map(destructionLine)]
      : []),
    ...(more > 0 ? [`and ${more} more that cannot be as they say`] : []),
  ]
}

/** Of destructions that persons decided, how many were held against what they signed. */
export function decisionLines({ verified, unjudged, unbound }: DecisionsVerdict): string[] {
  const some = (count: number): string => (count === 1 ? 'one destruction' : `${count} destructions`)
  return [
    ...(verified === 0
      ? []
      : [
          `Decided by persons: ${some(verified)}, each signed by a liaison officer or deputy in office then.`,
        ]),
    ...(unjudged === 0
      ? []
      : [
          `Not judged: who decided on ${some(unjudged)}, since the trust log, which says who was in office, was not read whole.`,
        ]),
    ...(unbound === 0
      ? []
      : [
          `Not judged: ${some(unbound)} that officers of other agencies signed, in office then as the trust log has it; no agreement binds them to your agency.`,
        ]),
  ]
}

/** @throws FailedError, after the problems have been told */
export function demandVerified({ length }: readonly string[]): void {
  if (length === 0) return
  throw new FailedError(
    `The log does not verify: ${length === 1 ? 'one problem' : `${length} problems`}. Keep it as it is and tell the auditor.`,
  )
}
