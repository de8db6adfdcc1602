import { hash as nodeHash } from 'node:crypto'
import { lstat, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import Type from 'typebox'
import { parseRecordsPath } from '../sdk/log-stretches.ts'
import { endOfTile } from '../sdk/log-tiles.ts'
import type { VerifiedPoint } from '../sdk/verify-log.ts'
import { recordsBefore } from './export-folder.ts'
import { filesIn } from './folder-files.ts'
import { type KeptVerification, keepVerification, readVerification } from './kept-verification.ts'
import { readJson, type State, writeJson } from './state.ts'

/** Which folder was verified last, and when that began: milliseconds of this machine's clock. */
const LastFolder = Type.Object({ folder: Type.String(), at: Type.Number() })
/** A file's time may be that of a clock which ticks more slowly. */
const TICK_MS = 100

/** How far this machine has verified a log that lay in folders, by the log's key. */
export type FolderMemory = KeptVerification & {
  /** Keeps how far it has come now. */
  keep(point: VerifiedPoint | null): Promise<void>
}

/**
 * What is gone on from in a folder. Begun anew is one that was given other records, say because somebody else had exported
 * it, and the folder that was verified last when a file has been changed since that it would not read again.
 */
export async function folderMemory(
  state: State,
  { folder, vkey, whole, now }: { folder: string; vkey: string; whole: boolean; now: Date },
): Promise<FolderMemory> {
  const memory = join(state.folder, 'folders', nodeHash('sha256', vkey).slice(0, 32))
  const lastFile = join(memory, 'folder.json')
  const at = Date.now()
  const place = await realpath(folder)
  const kept = await readVerification(memory, { whole, now })
  const last = await readJson(lastFile, LastFolder).catch(() => null)
  const goesOn =
    kept.after !== null &&
    (await recordsBefore(folder, kept.after.size)) === kept.after.opened &&
    !(last?.folder === place && (await changedSince(folder, last.at, kept.after.size)))
  const { after, history } = goesOn ? kept : await readVerification(memory, { whole: true, now })
  return {
    after,
    history,
    async keep(point) {
      if (!point) return
      await keepVerification(memory, point, history)
      await writeJson(lastFile, { folder: place, at })
    },
  }
}

/** Whether anything that stands for entries before a place was written since a time. */
async function changedSince(folder: string, time: number, end: bigint): Promise<boolean> {
  const files = filesIn(folder)
  for (const below of ['tile', 'records']) {
    for await (const name of files.paths(below)) {
      const last = endOfTile(name) ?? endOfRecords(name)
      if (last === null || last > end) continue
      if ((await lstat(join(folder, name))).ctimeMs >= time - TICK_MS) return true
    }
  }
  return false
}

function endOfRecords(name: string): bigint | null {
  const records = parseRecordsPath(name)
  return records && records.n * 256n + BigInt(records.width)
}
