import { keptUntil } from '../../sdk/begun-anew.ts'
import {
  type KeptCheckpoint,
  openSeenCheckpoint,
  openSignedCheckpoint,
  syncCheckpoint,
} from '../../sdk/checkpoint.ts'
import { ClientError, LogInconsistentError } from '../../sdk/errors.ts'
import { readCheckpointNote } from '../../sdk/log-tiles.ts'
import type { Session } from '../../sdk/session.ts'
import type { Kept } from './kept.ts'

/** The log has contradicted what was seen: nothing more is done with this service. */
export class LogContradictedError extends ClientError {
  override name = 'LogContradictedError'
}

const CHECKPOINT = 'checkpoint'
const ALARM = 'log alarm'

/** Alarms that were raised here, also where the browser would not keep them: as long as this worker lives. */
const raised = new WeakMap<Kept, string>()

/**
 * Nothing is sent to a service whose log has once contradicted itself in this browser, even if it looks right again: a person has
 * to look into it.
 */
export async function demandNoAlarm(kept: Kept): Promise<void> {
  const alarm = raised.get(kept) ?? (await kept.get(ALARM))
  if (alarm === null) return
  throw new ClientError(
    `The log of this service once contradicted what this browser had seen, so nothing is sent there: ${messageOf(alarm)} Tell the auditor. When it is explained, remove what the browser keeps of this site.`,
  )
}

/**
 * Brings the checkpoint that this browser keeps up to date; a contradiction is kept with its evidence and stops everything.
 *
 * @param candidate a checkpoint from elsewhere, such as a proof's; the published one when left out
 */
export async function keepCheckpoint(
  kept: Kept,
  session: Pick<Session, 'client' | 'service' | 'hash' | 'formerLogKeys'>,
  candidate?: string,
): Promise<KeptCheckpoint | null> {
  const previous = await kept.get(CHECKPOINT)
  try {
    const next = await syncCheckpoint(session, {
      previous: previous === null ? null : await stillToContinue(session, previous),
      ...(candidate === undefined ? {} : { candidate }),
    })
    if (!next || next.note === previous) return next
    if (await kept.replace(CHECKPOINT, previous, next.note)) return next
    // Another tab has seen another meanwhile: what was shown here is held against that as well.
    return await keepCheckpoint(kept, session, next.note)
  } catch (error) {
    if (!(error instanceof LogInconsistentError)) throw error
    const { message, note } = error
    const alarm = { time: new Date().toISOString(), message, kept: previous, shown: note }
    raised.set(kept, JSON.stringify(alarm))
    const isKept = await kept.set({ [ALARM]: JSON.stringify(alarm) }).then(
      () => true,
      () => false,
    )
    const after = isKept
      ? ''
      : ' This browser could not keep that it saw this, and forgets it when you lock or sign out: do not sign in again.'
    throw new LogContradictedError(
      `${message} Nothing is sent to this service from now on. Tell the auditor.${after}`,
    )
  }
}

const TRUST_HEAD = 'trust head'

type SeenTrust = Pick<Session['trust'], 'head' | 'demandSameHistory'>

/**
 * Holds the trust log against the head of it that this browser saw at an earlier visit, and keeps the head that it has now.
 * @throws TrustLogError when the service shows another history, or less of it
 */
export async function keepTrustHead(kept: Kept, session: { trust: SeenTrust }): Promise<void> {
  const { trust } = session
  const before = await kept.get(TRUST_HEAD)
  const [size, root] = before?.split(' ') ?? []
  if (size !== undefined && root !== undefined)
    await trust.demandSameHistory({ size: Number(size), root }, 'This browser was at an earlier visit')
  const head = await trust.head()
  if (await kept.replace(TRUST_HEAD, before, `${head.size} ${head.root}`)) return
  await keepTrustHead(kept, session)
}

/** The seen checkpoint; null where the log has said, signed, that it lost what that one signs, and began anew before. */
async function stillToContinue(
  session: Pick<Session, 'client' | 'service' | 'hash' | 'formerLogKeys'>,
  previous: string,
): Promise<string | null> {
  const note = await readCheckpointNote(session.client)
  if (note === null) return previous
  const until = await keptUntil(session, previous, await openSignedCheckpoint(note, session.service.logKey))
  return until !== null && (await openSeenCheckpoint(previous, session)).size > until ? null : previous
}

function messageOf(alarm: string): string {
  const kept: unknown = JSON.parse(alarm)
  return typeof kept === 'object' && kept !== null && 'message' in kept ? String(kept.message) : ''
}
