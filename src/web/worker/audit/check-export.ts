import { logKeysOf } from '../../../sdk/audit/log-keys.ts'
import { demandOwnLog, OtherLogError, OtherPastError } from '../../../sdk/audit/own-log.ts'
import { openSignedCheckpoint } from '../../../sdk/checkpoint.ts'
import { formerKeys } from '../../../sdk/pin-log-key.ts'
import type { Session } from '../../../sdk/session.ts'
import { countsOf, pastLines, signedLines, trustLines, violationLines } from '../../../sdk/verdict-words.ts'
import type { CheckedExport } from '../../log-worker/messages.ts'
import { pinsIn } from '../kept.ts'
import { browserKept, keepSeen, trustRead, work } from '../open-session.ts'
import { historyWordsOf, type LogReport, rootInHex } from './log-report.ts'
import { inLogThread } from './log-thread.ts'
import { type LongWork, longWork, type UnderWay } from './long-work.ts'

/** What an export was found to be; `ownLog`: whether it is of this service's log, as this browser has seen it. */
export type ExportReport = LogReport & { ownLog: boolean }

const checking = longWork<ExportReport>()

export async function exportCheck(): Promise<LongWork<ExportReport>> {
  await work()
  return checking.standing()
}

/** Begins to verify an export that somebody gave, from its archive, and holds it against the log that this browser sees. */
export const startExportCheck = (archive: Blob): Promise<void> =>
  checking.start((under) => reportOn(archive, under))

/** Ends it; nothing of what was found is kept. */
export const cancelExportCheck = async (): Promise<void> => checking.cancel()

async function reportOn(archive: Blob, under: UnderWay): Promise<ExportReport> {
  const { session, now } = await work()
  const { service, pins } = { service: session.service, pins: pinsIn(await browserKept()) }
  const { leaves = [], checkpoint = '' } = (await trustRead()) ?? {}
  const found = await inLogThread(
    'check',
    {
      ...{ archive, now },
      logKeys: [...new Set([...session.formerLogKeys, ...(await logKeysOf(service))])],
      trustKeys: [...(await formerKeys(pins, 'trust')), service.trustKey],
      trustSeen: { leaves, checkpoint },
    },
    under,
  )
  under.signal.throwIfAborted()
  const held = await holdAgainstOwn(session, found)
  const { verdict, history, signed, past } = found
  const problems = [...verdict.problems, ...held.problems]
  const { size, root } = verdict
  const contradictions = violationLines(history)
  return {
    fits: problems.length + contradictions.length === 0,
    holds: problems.length === 0,
    ownLog: held.own,
    at: now.toISOString(),
    size: String(size ?? 0n),
    before: '0',
    tree: [
      'Each entry in the archive was read, its hash computed, and the whole tree built from them: its root is the one that the key of the log signed.',
      `Records behind them: ${countsOf(verdict, history)}. Each that was opened is what its entry stands for.`,
      ...signedLines(signed),
    ],
    problems: [...problems, ...contradictions],
    history: historyWordsOf(history),
    checkpoint: [
      held.own
        ? 'Its key is one of this service’s log, and the log that this browser sees begins with the same entries.'
        : 'Its key came with the archive, and is not known here: anybody can make up a log. Make sure of it by another way.',
      ...found.lines,
      ...pastLines(past),
      ...trustLines(found),
    ],
    root: rootInHex(root),
  }
}

/** Holds its checkpoint against the published log, and that against what this browser has seen. @throws LogContradictedError */
async function holdAgainstOwn(
  session: Session,
  { vkey, note }: CheckedExport,
): Promise<{ own: boolean; problems: string[] }> {
  const tree = await openSignedCheckpoint(note, vkey).catch(() => null)
  // What nobody signed was found already, and tells of no log.
  if (tree === null) return { own: false, problems: [] }
  try {
    await demandOwnLog(session, [{ ...tree, key: vkey }], (seen) => keepSeen(session, seen), {
      given: 'export',
    })
    return { own: true, problems: [] }
  } catch (error) {
    if (error instanceof OtherLogError) return { own: false, problems: [] }
    if (error instanceof OtherPastError) return { own: false, problems: [`checkpoint: ${error.message}`] }
    throw error
  }
}
