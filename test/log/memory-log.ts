import { randomBytes } from 'node:crypto'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { ENTRY_TYPES, entryText } from '../../src/log/entry.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { encodeBundle, tilePath } from '../../src/log/tiles.ts'
import { appendLeaves, emptyRoot, leafHash, type TileReader } from '../../src/log/tree.ts'
import type { LogSource } from '../../src/log/verify.ts'
import { sha256 } from './reference.ts'

export const ORIGIN = 'despatch.liverpool.test/log'

/** A whole published log as files, with what opens its entries. */
export type MemoryLog = {
  vkey: string
  size: bigint
  root: Uint8Array
  files: Map<string, Uint8Array>
  checkpoint: string
  records: ({ salt: Uint8Array; record: string } | null)[]
  source: LogSource
}

/**
 * Builds a log as a service would: in batches, each batch's tiles published before its checkpoint is signed.
 *
 * @param lives what stands behind the entries; `record 0`, `record 1`, … when left out
 */
export const buildLog = async (
  count: number,
  batch = 100,
  lives: readonly { type: string; record: string }[] = [],
): Promise<MemoryLog> => {
  const { signer, vkey } = await generateLogKey(ORIGIN)
  const files = new Map<string, Uint8Array>()
  const reader = readerOf(files)
  const records = Array.from({ length: count }, (_, n) => ({
    salt: new Uint8Array(randomBytes(32)),
    record: lives[n]?.record ?? `record ${n}`,
  }))
  const texts = records.map(({ salt, record }, n) => {
    const type = ENTRY_TYPES.find((known) => known === lives[n]?.type) ?? 'accepted'
    return Buffer.from(entryText(sha256, type, salt, record))
  })
  let size = 0n
  let root = emptyRoot(sha256)
  while (size < BigInt(count)) {
    const first = Number(size)
    const leaves = texts.slice(first, first + batch).map((text) => leafHash(sha256, text))
    const grown = await appendLeaves(sha256, { size, reader }, leaves)
    for (const tile of grown.newTiles) {
      files.set(tilePath(tile.level, tile.n, tile.width), tile.bytes)
      if (tile.level !== 0) continue
      const from = Number(tile.n) * 256
      files.set(tilePath('entries', tile.n, tile.width), encodeBundle(texts.slice(from, from + tile.width)))
    }
    size = grown.size
    root = grown.root
  }
  const checkpoint = await signNote(
    formatCheckpoint({ origin: ORIGIN, size, root }),
    await readSigner(signer),
  )
  const log: Omit<MemoryLog, 'source'> = { vkey, size, root, files, checkpoint, records }
  return { ...log, source: sourceOf(log) }
}

/** Reads a log's files as they are at the moment of reading, so that a test may change them. */
const sourceOf = (log: Omit<MemoryLog, 'source'>): LogSource => ({
  checkpoint: async () => log.checkpoint,
  tile: async (path) => log.files.get(path) ?? null,
  entries: async (path) => log.files.get(path) ?? null,
  record: async (index) => log.records[Number(index)] ?? null,
  paths: () => log.files.keys(),
})

/** Serves tiles from files, the narrowest that is wide enough. */
export const readerOf = (files: ReadonlyMap<string, Uint8Array>): TileReader => ({
  async hashes(level, n, width) {
    for (let wider = width; wider <= 256; wider += 1) {
      const bytes = files.get(tilePath(level, n, wider))
      if (bytes) return bytes
    }
    throw new RangeError(`no tile ${tilePath(level, n, width)}`)
  },
})

/** The same log with other content in one of its parts; the original is untouched. */
export const changed = (log: MemoryLog, change: (copy: Omit<MemoryLog, 'source'>) => void): MemoryLog => {
  const copy = {
    ...log,
    files: new Map(Array.from(log.files, ([path, bytes]) => [path, new Uint8Array(bytes)])),
    records: [...log.records],
  }
  change(copy)
  return { ...copy, source: sourceOf(copy) }
}
