import { destructionLine, totalsLine } from '../domain/history/destructions.ts'
import { type HistoryVerdict, INVARIANTS, openLine, violationLine } from '../domain/history/verdict.ts'
import type { DecisionsVerdict } from './verify-decisions.ts'
import type { LogVerdict } from './verify-log.ts'
import type { SignedVerdict } from './verify-signed.ts'
import type { WithdrawalsVerdict } from './verify-withdrawals.ts'

/** Open referrals, and destructions, that are named; the others are counted. */
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

/** What was read of the trust log beside it. */
export function trustLines({
  trustRecords,
  trustWithheld = 0,
}: Pick<Verified, 'trustRecords' | 'trustWithheld'>): string[] {
  if (trustRecords === null) return []
  return [
    `The trust log: ${trustRecords} records, each in its signed tree${trustWithheld === 0 ? ', each entered by somebody entitled to' : ''}.`,
    ...(trustWithheld === 0
      ? []
      : [`${trustWithheld} of them are not there: who was entitled to enter the others was not judged.`]),
  ]
}

/** The newest checkpoint is told of by itself. */
export function pastLines({ checkpoints, cosignatures }: Verified['past']): string[] {
  if (checkpoints < 2 && cosignatures === 0) return []
  const signed = `${cosignatures} ${cosignatures === 1 ? 'signature' : 'signatures'} of witnesses`
  return [
    `Checkpoints: ${checkpoints}, each a beginning of its log${cosignatures === 0 ? '' : `; ${signed} under them, none of which goes back`}.`,
  ]
}

/** What is missing and may be opened by the reader is told as a violation; to others it is withheld, or erased. */
export function countsOf({ opened, erased, withheld }: LogVerdict, { destruction }: HistoryVerdict): string {
  const { destroyed, missing } = destruction
  const rest = erased > 0n ? `${missing} missing without a destruction` : `${missing} withheld or erased`
  if (destroyed === 0) return `${opened} opened and ${erased > 0n ? rest : `${withheld} withheld or erased`}`
  const told = `${destroyed} erased as ${destruction.count === 1 ? 'one entry says' : `${destruction.count} entries say`}`
  return missing === 0 ? `${opened} opened and ${told}` : `${opened} opened, ${told}, and ${rest}`
}

/** What became of the referrals that a log tells of. */
export function historyLines(history: HistoryVerdict): string[] {
  const { destruction, open, openCount } = history
  return [
    ...destructionLines(destruction),
    ...violationLines(history),
    historyWords(history),
    ...open.slice(0, MOST_NAMED).map((one) => `  ${openLine(one)}`),
    ...(openCount > MOST_NAMED ? [`  and ${openCount - MOST_NAMED} more`] : []),
    ...unjudgedLines(history),
  ]
}

/** Where a history contradicts itself. */
export function violationLines({ violations, violationCount }: HistoryVerdict): string[] {
  const more = violationCount - violations.length
  return [...violations.map(violationLine), ...(more > 0 ? [`and ${more} more`] : [])]
}

/** A history in a sentence. */
export const historyWords = ({ referrals, violationCount, openCount }: HistoryVerdict): string =>
  `The history of ${referrals} ${referrals === 1 ? 'referral' : 'referrals'}: ${violationCount === 0 ? 'nothing in it contradicts the rest' : `${violationCount} contradictions`}, ${openCount} still on their way.`

/** What of a history could not be judged, and why. */
export const unjudgedLines = ({ unjudged }: HistoryVerdict): string[] =>
  unjudged.map(
    ({ invariant, times, why }) =>
      `Not judged${times > 0 ? `, ${times} times` : ''}: that ${INVARIANTS[invariant]}. ${why[0]?.toUpperCase()}${why.slice(1)}.`,
  )

/** The newest, and all that are wrong; with what there is of each reason where that is not all. */
export function destructionLines({
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

/** Of what persons signed within the records, how much was held against the trust log. */
export const signedLines = ({ decisions, withdrawals }: SignedVerdict): string[] => [
  ...decisionLines(decisions),
  ...withdrawalLines(withdrawals),
]

const signedWords = (count: number): string => (count === 1 ? 'signed' : 'each signed')

function withdrawalLines({ verified, unjudged, senderless, unbound }: WithdrawalsVerdict): string[] {
  const some = (count: number): string => (count === 1 ? 'one withdrawal' : `${count} withdrawals`)
  const notJudged = (count: number, why: string): string[] =>
    count === 0 ? [] : [`Not judged: ${some(count)}, since ${why}.`]
  return [
    ...(verified === 0
      ? []
      : [
          `Withdrawn: ${some(verified)}, ${signedWords(verified)} by somebody of its sender’s agency, in office then.`,
        ]),
    ...notJudged(unjudged, 'the trust log, which says who might send from which mailbox, was not read whole'),
    ...notJudged(senderless, 'the record that says whose referral it was is not open to you'),
    ...notJudged(unbound, 'no agreement binds those who signed to your agency'),
  ]
}

/** Of destructions that persons decided, how many were held against what they signed. */
function decisionLines({ verified, unjudged, unbound }: DecisionsVerdict): string[] {
  const some = (count: number): string => (count === 1 ? 'one destruction' : `${count} destructions`)
  return [
    ...(verified === 0
      ? []
      : [
          `Decided by persons: ${some(verified)}, ${signedWords(verified)} by a liaison officer or deputy in office then.`,
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
