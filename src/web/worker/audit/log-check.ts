import type { KeptHistory } from '../../../domain/history.ts'
import { openSignedCheckpoint } from '../../../sdk/checkpoint.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { readCheckpointNote } from '../../../sdk/log-tiles.ts'
import { sentenceOf } from '../../../sdk/sentence.ts'
import type { Session } from '../../../sdk/session.ts'
import type { VerifiedPoint } from '../../../sdk/verify-log.ts'
import workerUrl from '../../log-worker/log-worker.ts?worker&url'
import type { Asked, Found, FromLogWorker, ToLogWorker } from '../../log-worker/messages.ts'
import { workerAt } from '../../trusted-worker.ts'
import { failureOf, restored } from '../failures.ts'
import { browserKept, current, newestSeen, wholeTrust, work } from '../open-session.ts'
import { readTree, writeTree } from './kept-tree.ts'
import { type LogReport, reportOf } from './log-report.ts'

/** How the verification of the log stands. It goes on whatever page is looked at. */
export type LogCheck =
  | { at: 'none' | 'cancelled' }
  | { at: 'running'; done: number; size: number }
  | { at: 'done'; report: LogReport }
  | { at: 'failed'; message: string }

/** The same, with what an earlier verification leaves to go on from; `history`: whether that of the referrals too. */
export type LogCheckView = { check: LogCheck; before: { size: number; at: string; history: boolean } | null }

const startWorker = workerAt(workerUrl, 'log')

let check: LogCheck = { at: 'none' }
/** What this session has verified already: what the history tells of is for auditors, and ends with the session. */
let known: { logKey: string; after: VerifiedPoint; history: KeptHistory; at: string } | null = null

export async function logCheck(): Promise<LogCheckView> {
  const { session } = await work()
  const { before } = await beginning(session, false)
  return {
    check,
    before: before && {
      size: Number(before.after.size),
      at: before.at,
      history: before.history !== 'unread',
    },
  }
}

/** Begins to verify the published log in a thread of its own. `whole`: from its first entry, whatever was verified before. */
export async function startLogCheck({ whole }: { whole: boolean }): Promise<void> {
  if (check.at === 'running') return
  check = { at: 'running', done: 0, size: 0 }
  run += 1
  const own = run
  const stopped = new Promise<never>((_, reject) => {
    cancel = () => reject(CANCELLED)
  })
  try {
    check = { at: 'done', report: await Promise.race([reportOn(whole, own), stopped]) }
  } catch (error) {
    if (error === CANCELLED) check = { at: 'cancelled' }
    else {
      const message = sentenceOf(error)
      check = { at: 'failed', message: message ?? restored(failureOf(error, () => null)).message }
    }
  } finally {
    end()
  }
}

/** Ends it; what was found so far is forgotten, and what was verified before stays. */
export async function cancelLogCheck(): Promise<void> {
  run += 1
  cancel()
}

const CANCELLED = new Error('cancelled')
/** Which verification is wanted: an earlier one that comes to its thread later than it was stopped does not begin. */
let run = 0
let cancel: () => void = () => undefined
/** Ends the thread that verifies, if there is one. */
let end: () => void = () => undefined

async function reportOn(whole: boolean, own: number): Promise<LogReport> {
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
  if (own !== run) throw CANCELLED
  const found = await verified({
    ...asked,
    ...{ origin: session.client.origin, service: { logKey: service.logKey }, formerLogKeys },
    ...{ kept: kept.note, checkpoint, now },
    ...{ state, whole: all },
  })
  const report = await reportOf(session, found, { checkpoint, now, before: before?.after.size ?? 0n })
  if (report.fits) await remember(service.logKey, found, now)
  return report
}

function verified(asked: Asked): Promise<Found> {
  const worker = startWorker()
  end = () => worker.terminate()
  const tell = (message: ToLogWorker) => worker.postMessage(message)
  return new Promise<Found>((resolve, reject) => {
    worker.addEventListener('error', () => reject(new Error('the worker of the log failed')))
    worker.addEventListener('message', ({ data }: MessageEvent<FromLogWorker>) => {
      if (data.says === 'progress')
        check = { at: 'running', done: Number(data.done), size: Number(data.size) }
      else if (data.says === 'found') resolve(data.found)
      else if (data.says === 'failed') reject(restored(data.failure))
      else
        recordsFor(data).then(
          (records) => tell({ records }),
          (error: unknown) => tell({ refused: failureOf(error, sentenceOf) }),
        )
    })
    tell({ asked })
  })
}

/** A long verification outlasts an access token: each page is asked for with the one of then. */
const recordsFor = async ({ start, end }: { start: bigint; end: bigint | undefined }) =>
  (await current()).client.logRecords(start, end)

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
