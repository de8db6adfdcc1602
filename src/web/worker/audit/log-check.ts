import type { KeptHistory } from '../../../domain/history.ts'
import { openSignedCheckpoint } from '../../../sdk/checkpoint.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { readCheckpointNote } from '../../../sdk/log-tiles.ts'
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
let known: { logKey: string; after: VerifiedPoint; history: KeptHistory; at: string } | null = null

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
  if (report.fits) await remember(service.logKey, found, now)
  return report
}

/** Where to begin: with what this session knows, or the tree that an earlier visit verified, or the first entry. */
async function beginning(session: Session, whole: boolean) {
  const { logKey } = session.service
  const own = known?.logKey === logKey ? known : null
  const tree = own ? null : await readTree(await browserKept(), logKey)
  const before = own ?? (tree && { ...tree, history: 'unread' as const })
  if (whole || !before) return { before: whole ? null : before, asked: { after: null, history: null } }
  return { before, asked: { after: before.after, history: before.history } }
}

async function remember(logKey: string, { verdict, history }: Found, now: Date): Promise<void> {
  const { point } = verdict
  if (!point) return
  const at = now.toISOString()
  if (history) known = { logKey, after: point, history: history.kept, at }
  await writeTree(await browserKept(), logKey, point, at)
}
