import { isBeginning } from './beginning.ts'
import type { Checkpoint } from './checkpoint.ts'
import { readWitnessVerifier } from './cosignature.ts'
import { LogKeyError } from './keys.ts'
import { NoteError, openNote } from './note.ts'
import type { ProblemList } from './problem-list.ts'
import type { SeenTree } from './sides.ts'
import type { LogSource } from './source.ts'
import { FULL_WIDTH, tilePath } from './tiles.ts'
import type { Hash, TileReader } from './tree.ts'

/** A signed checkpoint that somebody kept, and what it is called where something is wrong with it. */
export type PastCheckpoint = { name: string; note: string }

/** The verifier key of a witness; `from`: the file that has it, which is told of when it is no such key. */
export type WitnessKey = { key: string; from?: string }

/** That a witness signed the tree of a size at a time. */
type Cosigned = { name: string; size: bigint; at: Date }

/** What the checkpoints of the past say: the trees that they sign, and how many signatures of witnesses they have. */
export type Past = { trees: (SeenTree & { name: string })[]; cosignatures: number }

/**
 * Opens the checkpoints of a log that somebody kept, the newest among them: each must be signed by the log, each signature
 * of a witness must fit, and none of the witnesses may ever have signed less than it had signed before (C2SP tlog-witness).
 *
 * @param open opens a note that the log signed; throws NoteError
 * @param witnesses their verifier keys, and what to blame for one that is none; what other keys signed is passed over
 */
export async function readPast(
  checkpoints: readonly PastCheckpoint[],
  { open, witnesses }: { open: (note: string) => Promise<Checkpoint>; witnesses: readonly WitnessKey[] },
  problems: ProblemList,
): Promise<Past> {
  const signed = new Map<string, Cosigned[]>()
  const usable = await usableKeys(witnesses, problems)
  const trees: Past['trees'] = []
  const looked = new Set<string>()
  for (const { name, note } of checkpoints) {
    // What was kept twice counts once.
    if (looked.has(note)) continue
    looked.add(note)
    try {
      const { size, root } = await open(note)
      trees.push({ name, size, root })
      for (const key of usable) {
        const times = await cosignedAt(note, key)
        signed.set(key, [...(signed.get(key) ?? []), ...times.map((at) => ({ name, size, at }))])
      }
    } catch (error) {
      if (!(error instanceof NoteError)) throw error
      problems.add(`${name}: ${error.message}`)
    }
  }
  for (const [key, times] of signed) demandForward(key, times, problems)
  return { trees, cosignatures: [...signed.values()].reduce((sum, { length }) => sum + length, 0) }
}

/** A key that is none of a witness has signed nothing. */
async function usableKeys(witnesses: readonly WitnessKey[], problems: ProblemList): Promise<Set<string>> {
  const usable = new Set<string>()
  for (const { key, from } of witnesses) {
    try {
      await readWitnessVerifier(key)
      usable.add(key)
    } catch (error) {
      if (!(error instanceof LogKeyError)) throw error
      if (from !== undefined) problems.add(`${from}: ${error.message}`)
    }
  }
  return usable
}

/** Every time at which a witness says that it signed a note; none where it has not. @throws NoteError when one does not fit */
async function cosignedAt(note: string, key: string): Promise<Date[]> {
  const times: Date[] = []
  const verifier = await readWitnessVerifier(key, (time) => void times.push(time))
  try {
    await openNote(note, [verifier])
  } catch (error) {
    if (!(error instanceof NoteError && error.reason === 'unsigned')) throw error
  }
  return times
}

/** What a witness signs later is never smaller: it would have signed a log that had lost something. */
function demandForward(key: string, signed: Cosigned[], problems: ProblemList): void {
  const inTime = signed.toSorted(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.size < b.size ? -1 : a.size > b.size ? 1 : 0),
  )
  let largest: Cosigned | undefined
  for (const one of inTime) {
    if (largest && one.size < largest.size) {
      problems.add(
        `${one.name}: ${nameOf(key)} signed its ${one.size} entries at ${one.at.toISOString()}, and ${largest.size} before, at ${largest.at.toISOString()}`,
      )
    } else largest = one
  }
}

const nameOf = (key: string): string => key.slice(0, key.indexOf('+'))

/**
 * Demands that a log begins with each of these trees, by proofs made from its tiles: they hold against its signed root,
 * whoever wrote the tiles.
 */
export async function demandBeginnings(
  hash: Hash,
  source: Pick<LogSource, 'tile'>,
  trees: Past['trees'],
  newest: SeenTree,
  problems: ProblemList,
): Promise<void> {
  for (const { name, size, root } of trees) {
    if (size > newest.size) problems.add(`${name}: it has ${size} entries, and the log ${newest.size}`)
    else if (!(await isBeginning(hash, tilesOf(source), { size, root }, newest)))
      problems.add(`${name}: its ${size} entries are not the first of this log`)
  }
}

/** Tiles of a source for proofs. @throws RangeError where one is missing or cut short */
function tilesOf(source: Pick<LogSource, 'tile'>): TileReader {
  return {
    async hashes(level, n, width) {
      const narrow = await source.tile(tilePath(level, n, width))
      const bytes = narrow ?? (await source.tile(tilePath(level, n, FULL_WIDTH)))
      if (bytes) return bytes
      throw new RangeError(`the tile ${tilePath(level, n, width)} is missing`)
    },
  }
}
