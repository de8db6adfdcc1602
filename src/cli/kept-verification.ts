import { join } from 'node:path'
import { createHistory, type History } from '../domain/history.ts'
import { keepVerified, pointOf, VerifiedLog } from '../sdk/verified-log.ts'
import type { VerifiedPoint } from '../sdk/verify-log.ts'
import { readJson, writeText } from './state.ts'

/** How far this machine has verified a log, and the history up to there: empty where it is to begin anew. */
export type KeptVerification = { after: VerifiedPoint | null; history: History }

const fileIn = (folder: string): string => join(folder, 'verified.json')

/**
 * What was kept in a folder by the last verification that found nothing wrong.
 *
 * @param of.whole to begin anew, whatever was kept
 * @param of.now when it is gone on with
 */
export async function readVerification(
  folder: string,
  { whole, now }: { whole: boolean; now: Date },
): Promise<KeptVerification> {
  // What cannot be read of it costs time and nothing else: the log is verified from its beginning.
  const kept = whole ? null : await readJson(fileIn(folder), VerifiedLog).catch(() => null)
  const after = kept && pointOf(kept)
  return kept && after
    ? { after, history: createHistory(kept.history, { now }) }
    : { after: null, history: createHistory(undefined, { now }) }
}

/** Keeps how far a verification has come; one that found something wrong leaves what was kept before. */
export async function keepVerification(
  folder: string,
  point: VerifiedPoint | null,
  history: History,
): Promise<void> {
  if (point) await writeText(fileIn(folder), `${JSON.stringify(keepVerified(point, history.keep()))}\n`)
}
