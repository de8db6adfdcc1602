import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { keptUntil, type NamedLog, nameOfKey, originNumber, originOf } from '../sdk/begun-anew.ts'
import { type KeptCheckpoint, openSeenCheckpoint, openSignedCheckpoint } from '../sdk/checkpoint.ts'
import { readCheckpointNote } from '../sdk/log-tiles.ts'
import { readText, writeText } from './state.ts'

/** What became of the checkpoints that a machine had seen of a log which began anew. */
export type GoneOver = {
  /** the newest that the log still has to continue; null where there is none */
  kept: string | null
  /** what is to be said; empty where nothing changed */
  lines: string[]
}

/** Checkpoints that were seen under a name of the log that was ended, and that the log has no more: never removed. */
const lostFolder = (folder: string): string => join(folder, 'lost')

/**
 * Where the newest checkpoint that was kept is of a name under which the log has ended: those that the log still has are held
 * against it as before, and those beyond are put aside, since it has said that it has lost what they sign. Once the log was
 * seen under its new name there is nothing more to do.
 *
 * @param folder that of the server
 * @param previous the checkpoint that is kept; `notes` reads those seen before
 */
export async function goOver(
  folder: string,
  log: NamedLog,
  {
    previous,
    notes,
    candidate,
  }: { previous: string; notes: () => Promise<readonly string[]>; candidate?: string },
): Promise<GoneOver> {
  const unchanged = { kept: previous, lines: [] }
  if (originOf(previous) === nameOfKey(log.service.logKey)) return unchanged
  const note = candidate ?? (await readCheckpointNote(log.client))
  if (note === null) return unchanged
  const shown = await openSignedCheckpoint(note, log.service.logKey)
  const until = await keptUntil(log, previous, shown)
  if (until === null) return unchanged
  const [held, lost]: [KeptCheckpoint[], KeptCheckpoint[]] = [[], []]
  for (const one of new Set([...(await notes()), previous])) {
    const seen = await openSeenCheckpoint(one, log)
    const end = await keptUntil(log, one, shown)
    ;(end !== null && seen.size > end ? lost : held).push(seen)
  }
  // First what must not be lost, then what stands in its way, then what says that it is done.
  for (const one of lost) {
    const name = `${originNumber(originOf(one.note))}-${one.size}`
    await writeText(join(lostFolder(folder), name), one.note)
  }
  for (const { size } of lost) await rm(join(folder, 'checkpoints', String(size)), { force: true })
  const newest = held.toSorted((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0)).at(-1) ?? null
  if (newest) await writeText(join(folder, 'checkpoint'), newest.note)
  else await rm(join(folder, 'checkpoint'), { force: true })
  await forgetVerifications(folder)
  return { kept: newest?.note ?? null, lines: saying(log, { previous, until, lost, folder }) }
}

/** The notes of the checkpoints that were put aside. */
export async function readLost(folder: string): Promise<string[]> {
  const below = lostFolder(folder)
  const names = await readdir(below).catch(() => [])
  const notes = await Promise.all(names.map((name) => readText(join(below, name))))
  return notes.filter((note) => note !== null)
}

/** How far the log was verified may be further than it goes now: it is verified from its beginning. */
async function forgetVerifications(folder: string): Promise<void> {
  const people = await readdir(join(folder, 'people')).catch(() => [])
  for (const where of [folder, ...people.map((login) => join(folder, 'people', login))])
    await rm(join(where, 'verified.json'), { force: true })
}

function saying(
  { service }: NamedLog,
  of: { previous: string; until: bigint; lost: readonly KeptCheckpoint[]; folder: string },
): string[] {
  const { previous, until, lost, folder } = of
  const sizes = lost.map(({ size }) => size)
  const most = sizes.reduce((largest, size) => (size > largest ? size : largest), 0n)
  const goesOn = `The log ${originOf(previous)} goes on as ${nameOfKey(service.logKey)}, from its first ${until} entries on.`
  if (lost.length === 0) return [goesOn]
  return [
    goesOn,
    `This machine had seen ${most}: entries ${until} to ${most - 1n} of that log are not in it. The checkpoints that sign them (${lost.length}) are evidence, and kept in ${lostFolder(folder)}.`,
  ]
}
