import {
  createEachEntry,
  type EachEntry,
  type KeptEntries,
  type ListedEntry,
  type RecordState,
  recordWords,
} from '../../../domain/history/each-entry.ts'
import type { KeptHistory } from '../../../domain/history.ts'
import { openSignedCheckpoint } from '../../../sdk/checkpoint.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { readCheckpointNote } from '../../../sdk/log-tiles.ts'
import { registerReference } from '../../../sdk/register.ts'
import type { Session } from '../../../sdk/session.ts'
import type { VerifiedPoint } from '../../../sdk/verify-log.ts'
import type { Found } from '../../log-worker/messages.ts'
import { browserKept, newestSeen, wholeTrust, work } from '../open-session.ts'
import { readTree, writeTree } from './kept-tree.ts'
import { type LogReport, reportOf } from './log-report.ts'
import { inLogThread } from './log-thread.ts'
import { type LongWork, longWork, type UnderWay } from './long-work.ts'

/** How the verification of the log stands, with what an earlier one leaves to go on from; `history`: whether that of the referrals too. */
export type LogCheckView = {
  check: LongWork<LogReport>
  before: { size: number; at: string; history: boolean } | null
}

const checking = longWork<LogReport>()
/** What this session has verified already: what the history tells of is for auditors, and ends with the session. */
let known: {
  logKey: string
  after: VerifiedPoint
  history: KeptHistory
  entries: KeptEntries
  at: string
} | null = null
/** What the last check found of each entry of a log whose tree holds, whatever its history was found to be. */
let listed: { each: EachEntry; size: number; at: string } | null = null

export async function logCheck(): Promise<LogCheckView> {
  const { session } = await work()
  const { before } = await beginning(session, false)
  return {
    check: checking.standing(),
    before: before && {
      size: Number(before.after.size),
      at: before.at,
      history: before.history !== 'unread',
    },
  }
}

/** Begins to verify the published log in a thread of its own. `whole`: from its first entry, whatever was verified before. */
export const startLogCheck = ({ whole }: { whole: boolean }): Promise<void> =>
  checking.start((under) => reportOn(whole, under))

/** Some entries of the log as it was checked last, each with what became of its record. */
export type LogEntriesView = {
  /** when it was checked, and how many entries it had */
  at: string
  size: number
  entries: {
    index: number
    type: string
    words: string
    referral: { id: string; reference: string } | null
  }[]
  /** from which entry on the next ones are listed; null where these are the last */
  next: number | null
}

const ENTRIES_SHOWN = 50

/** @returns null where nothing was checked in this session from the first entry on, or the tree did not hold */
export async function logEntries({
  from,
  record,
}: {
  from: number
  record: RecordState | null
}): Promise<LogEntriesView | null> {
  await work()
  if (!listed) return null
  const asked = { from: BigInt(from), most: ENTRIES_SHOWN, ...(record === null ? {} : { record }) }
  const { entries, more } = listed.each.list(asked, true)
  const last = entries.at(-1)
  return {
    ...{ at: listed.at, size: listed.size },
    entries: entries.map(entryView),
    next: last && more > 0 ? Number(last.index) + 1 : null,
  }
}

const entryView = (entry: ListedEntry): LogEntriesView['entries'][number] => {
  const { index, type, referral: id } = entry
  // The register finds it by the middle of the reference: its prefix says nothing about identity.
  const referral = id === null ? null : { id, reference: registerReference(id) }
  return { index: Number(index), type, words: recordWords(entry), referral }
}

/** Ends it; what was found so far is forgotten, and what was verified before stays. */
export const cancelLogCheck = async (): Promise<void> => checking.cancel()

async function reportOn(whole: boolean, under: UnderWay): Promise<LogReport> {
  const { session, now } = await work()
  const { before, asked } = await beginning(session, whole)
  const kept = await newestSeen(session)
  const published = await readCheckpointNote(session.client)
  if (kept === null || published === null)
    throw new ClientError('The log has published no checkpoint yet: there is nothing to check.')
  const { service, formerLogKeys, trust } = session
  // What is published may have been kept for a moment on its way here and be behind what was seen since, by a proof: that is no other
  // past. The tree is then checked as far as was seen, so that one which really is shorter does not hold.
  const { size } = await openSignedCheckpoint(published, service.logKey)
  const checkpoint = size < kept.size ? kept.note : published
  const [state, all] = [await trust.state(), await wholeTrust()]
  const asking = {
    ...asked,
    ...{ origin: session.client.origin, service: { logKey: service.logKey }, formerLogKeys },
    ...{ kept: kept.note, checkpoint, now },
    ...{ state, whole: all },
  }
  const found = await inLogThread('verify', asking, under)
  const report = await reportOf(session, found, { checkpoint, now, before: before?.after.size ?? 0n })
  under.signal.throwIfAborted()
  const entries = report.holds ? found.history?.entries : undefined
  listed = entries ? { each: createEachEntry(entries), size: entries.size, at: report.at } : null
  if (report.fits) await remember(service.logKey, found, now)
  return report
}

/** Where to begin: with what this session knows, or the tree that an earlier visit verified, or the first entry. */
async function beginning(session: Session, whole: boolean) {
  const { logKey } = session.service
  const own = known?.logKey === logKey ? known : null
  const tree = own ? null : await readTree(await browserKept(), logKey)
  const before = own ?? (tree && { ...tree, history: 'unread' as const })
  if (whole || !before)
    return { before: whole ? null : before, asked: { after: null, history: null, entries: null } }
  return {
    before,
    asked: { after: before.after, history: before.history, entries: own?.entries ?? null },
  }
}

async function remember(logKey: string, { verdict, history }: Found, now: Date): Promise<void> {
  const { point } = verdict
  if (!point) return
  const at = now.toISOString()
  if (history) known = { logKey, after: point, history: history.kept, entries: history.entries, at }
  await writeTree(await browserKept(), logKey, point, at)
}
