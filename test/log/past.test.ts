import { beforeAll, describe, expect, it } from 'vitest'
import { formatCheckpoint, openCheckpoint } from '../../src/log/checkpoint.ts'
import { generateWitnessKey, readWitnessSigner } from '../../src/log/cosignature.ts'
import { generateLogKey, type NoteSigner, readSigner, readVerifier } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { demandBeginnings, type PastCheckpoint, readPast } from '../../src/log/past.ts'
import { createProblemList } from '../../src/log/problem-list.ts'
import { tilePath } from '../../src/log/tiles.ts'
import { rootFromTiles } from '../../src/log/tree.ts'
import { buildLog, type MemoryLog, ORIGIN, readerOf } from './memory-log.ts'
import { sha256 } from './reference.ts'

const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 2, 10, 0, seconds))

let log: MemoryLog
let signer: NoteSigner
let vkey: string
let police: { signer: string; vkey: string }
let court: { signer: string; vkey: string }
beforeAll(async () => {
  log = await buildLog(600)
  const key = await generateLogKey(ORIGIN)
  signer = await readSigner(key.signer)
  vkey = key.vkey
  police = await generateWitnessKey('police.example.test/witness')
  court = await generateWitnessKey('court.example.test/witness')
})

/** The checkpoint of a size, signed by the log and by witnesses at their seconds. */
async function checkpoint(
  size: number,
  by: readonly [witness: { signer: string }, seconds: number][] = [],
  root?: Uint8Array,
): Promise<PastCheckpoint> {
  const rootThen = root ?? (await rootFromTiles(sha256, readerOf(log.files), BigInt(size)))
  const text = formatCheckpoint({ origin: ORIGIN, size: BigInt(size), root: rootThen })
  const signers = by.map(([witness, seconds]) => readWitnessSigner(witness.signer, () => at(seconds)))
  return {
    name: `checkpoints/${size}`,
    note: await signNote(text, signer, ...(await Promise.all(signers))),
  }
}

/** What is found wrong with these, in a log of 600 entries. */
async function judged(checkpoints: readonly PastCheckpoint[], keys = [police.vkey, court.vkey]) {
  const problems = createProblemList()
  const verifier = await readVerifier(vkey)
  const past = await readPast(
    checkpoints,
    {
      open: (note) => openCheckpoint(note, verifier),
      witnesses: keys.map((key) => ({ key, from: 'witnesses.vkey' })),
    },
    problems,
  )
  await demandBeginnings(sha256, log.source, past.trees, { size: log.size, root: log.root }, problems)
  return { cosignatures: past.cosignatures, problems: problems.list() }
}

describe('the checkpoints of the past', () => {
  it('are each a beginning of the log, and the witnesses have signed more and more of it', async () => {
    const kept = [
      await checkpoint(0),
      await checkpoint(1, [[police, 1]]),
      await checkpoint(256, [
        [police, 2],
        [court, 1],
        [police, 9],
      ]),
      await checkpoint(257, [
        [police, 9],
        [court, 7],
      ]),
      await checkpoint(600, [[court, 8]]),
    ]
    expect(await judged(kept)).toEqual({ cosignatures: 7, problems: [] })
    // In whichever order they are read, and however often.
    expect(await judged([...kept].reverse().concat(kept))).toEqual({ cosignatures: 7, problems: [] })
  })

  it.each([1, 255, 256, 300, 600])('are refused with another root at %i entries', async (size) => {
    const forged = await checkpoint(size, [], new Uint8Array(32).fill(7))
    expect((await judged([forged])).problems).toEqual([
      `checkpoints/${size}: its ${size} entries are not the first of this log`,
    ])
  })

  it('are refused when they are longer than the log, not the log’s, or no checkpoints', async () => {
    const longer = await checkpoint(601, [], new Uint8Array(32))
    const other = await readSigner((await generateLogKey(ORIGIN)).signer)
    const text = formatCheckpoint({ origin: ORIGIN, size: 600n, root: log.root })
    const foreign = { name: 'foreign', note: await signNote(text, other) }
    const none = { name: 'none', note: 'no note' }
    expect((await judged([longer, foreign, none])).problems).toEqual([
      'foreign: The note is not signed by a key that is known here.',
      'none: The note has no signatures.',
      'checkpoints/601: it has 601 entries, and the log 600',
    ])
  })

  it('are refused when a witness signed less than before, and say who and when', async () => {
    const kept = [await checkpoint(300, [[police, 5]]), await checkpoint(256, [[police, 6]])]
    expect((await judged(kept)).problems).toEqual([
      'checkpoints/256: police.example.test/witness signed its 256 entries at 2026-03-02T10:00:06.000Z, and 300 before, at 2026-03-02T10:00:05.000Z',
    ])
    // One that nobody asks is passed over.
    expect(await judged(kept, [court.vkey])).toEqual({ cosignatures: 0, problems: [] })
  })

  it('are refused with a signature of a witness that does not fit, and with a key that is none of a witness', async () => {
    const { name, note } = await checkpoint(300, [[police, 5]])
    const end = note.lastIndexOf(' ') + 40
    const changed = `${note.slice(0, end)}${note[end] === 'A' ? 'B' : 'A'}${note.slice(end + 1)}`
    expect((await judged([{ name, note: changed }])).problems).toEqual([
      'checkpoints/300: The signature of police.example.test/witness does not fit the note.',
    ])
    expect((await judged([{ name, note }], ['no key'])).problems[0]).toMatch(/^witnesses\.vkey: /)
  })

  it('are refused where the tiles that prove them are missing', async () => {
    const files = new Map(log.files)
    for (const [path] of log.files) if (path.startsWith('tile/0/001')) files.delete(path)
    const problems = createProblemList()
    const root = await rootFromTiles(sha256, readerOf(log.files), 300n)
    const trees = [{ name: 'checkpoints/300', size: 300n, root }]
    const source = { tile: async (path: string) => files.get(path) ?? null }
    expect(log.files.has(tilePath(0, 1n, 256))).toBe(true)
    await demandBeginnings(sha256, source, trees, { size: log.size, root: log.root }, problems)
    expect(problems.list()).toEqual(['checkpoints/300: its 300 entries are not the first of this log'])
  })
})
