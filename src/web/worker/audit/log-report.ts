import { type HistoryVerdict, openLine } from '../../../domain/history/verdict.ts'
import { publishedLog } from '../../../sdk/log-tiles.ts'
import { verifyPast } from '../../../sdk/past.ts'
import type { Session } from '../../../sdk/session.ts'
import { annexesOf } from '../../../sdk/trust/annexes-of.ts'
import { fromAnnexes } from '../../../sdk/trust/verify-export.ts'
import {
  countsOf,
  destructionLines,
  historyWords,
  pastLines,
  signedLines,
  trustLines,
  unjudgedLines,
  violationLines,
} from '../../../sdk/verdict-words.ts'
import { witnessingFor, witnessingOrNone } from '../../../sdk/witnessing-for.ts'
import type { Found } from '../../log-worker/messages.ts'

/** What a verification found, in sentences. */
export type LogReport = {
  fits: boolean
  /** whether entries, tree and checkpoint belong together, whatever else does not fit */
  holds: boolean
  /** when it was begun, ISO 8601 */
  at: string
  /** entries under the checkpoint, and how many of them an earlier verification had read */
  size: string
  before: string
  /** what was verified of entries and tree */
  tree: string[]
  /** everything that does not fit */
  problems: string[]
  /** what became of the referrals; null where their history was not read */
  history: { words: string; open: string[]; more: number; unjudged: string[]; destroyed: string[] } | null
  checkpoint: string[]
  root: string
}

/** Referrals on their way that are named; the others are counted. */
const MOST_OPEN = 20

/** Words for what was found; the checkpoint's witnesses are judged here, by what the trust log says of them. */
export async function reportOf(
  session: Session,
  { verdict, history, signed }: Found,
  { checkpoint, now, before }: { checkpoint: string; now: Date; before: bigint },
): Promise<LogReport> {
  const { size, root, opened, erased } = verdict
  const past = await pastOf(session, verdict, checkpoint)
  const witnessing = await witnessingFor(session, checkpoint)
  const contradictions = history ? violationLines(history.verdict) : []
  const problems = [...verdict.problems, ...past.problems, ...signed.problems, ...contradictions]
  const state = await session.trust.state()
  // Where the tree does not hold, nothing is said of it that a reader could take for verified.
  const holds = verdict.problems.length === 0 && past.problems.length === 0
  return {
    fits: problems.length === 0,
    holds,
    at: now.toISOString(),
    size: String(size ?? 0n),
    before: String(before),
    tree: [
      'Each entry was fetched, its hash computed, and the whole tree built from them: its root is the one that the log’s key signed.',
      history
        ? `Records behind them: ${countsOf(verdict, history.verdict)}. Each that was opened is what its entry stands for.`
        : `Of the records behind the new entries ${opened} were opened, each what its entry stands for; ${erased} are not there any more.`,
      ...signedLines(signed),
    ],
    problems,
    history: history && historyWordsOf(history.verdict),
    checkpoint: [
      `The checkpoint signs ${size ?? 0n} entries. Its key is pinned in this browser, and it continues every checkpoint that was seen here before.`,
      ...witnessingOrNone(witnessing),
      ...pastLines(past),
      ...trustLines({ trustRecords: state.size }),
    ],
    root: rootInHex(root),
  }
}

/** What became of the referrals. */
export const historyWordsOf = (history: HistoryVerdict): NonNullable<LogReport['history']> => ({
  words: historyWords(history),
  open: history.open.slice(0, MOST_OPEN).map(openLine),
  more: Math.max(0, history.openCount - MOST_OPEN),
  unjudged: unjudgedLines(history),
  destroyed: destructionLines(history.destruction),
})

export const rootInHex = (root: Uint8Array | null): string =>
  Array.from(root ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Every signature of a witness under the checkpoint, by the annexes of agreements. */
async function pastOf(session: Session, { size, root }: Found['verdict'], note: string) {
  if (size === null || root === null) return { checkpoints: 0, cosignatures: 0, problems: [] }
  const { client, service, formerLogKeys, hash, trust } = session
  return verifyPast({
    ...{ source: publishedLog(client), vkey: service.logKey, further: formerLogKeys },
    ...{ hash, newest: { size, root }, past: [] },
    compared: [{ name: 'checkpoint', note }],
    witnesses: fromAnnexes(annexesOf(await trust.state(), service.origin)),
  })
}
