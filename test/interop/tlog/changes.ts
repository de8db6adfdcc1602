import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatCheckpoint, parseCheckpoint } from '../../../src/log/checkpoint.ts'
import { generateLogKey, readSigner } from '../../../src/log/keys.ts'
import { signNote } from '../../../src/log/note.ts'
import { decodeBundle, encodeBundle, tilePath, tilesFor } from '../../../src/log/tiles.ts'
import { appendLeaves, emptyRoot, leafHash } from '../../../src/log/tree.ts'
import { readerOf } from '../../log/memory-log.ts'
import { sha256 } from '../../log/reference.ts'

/** Files of an export as somebody changed them, by path; null for one that was taken away. */
export type Changes = ReadonlyMap<string, Uint8Array | null>

/** Looks at an export with some of its files changed, and puts them back. */
export async function whileChanged<T>(
  folder: string,
  changes: Changes,
  look: () => T | Promise<T>,
): Promise<T> {
  const before: [string, Uint8Array | null][] = []
  for (const [path, bytes] of changes) {
    before.push([path, await readFile(join(folder, path)).catch(() => null)])
    await put(join(folder, path), bytes)
  }
  try {
    return await look()
  } finally {
    for (const [path, bytes] of before) await put(join(folder, path), bytes)
  }
}

async function put(path: string, bytes: Uint8Array | null): Promise<void> {
  if (bytes === null) return rm(path, { force: true })
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}

/** One bit of one byte turned over. */
export async function flipped(folder: string, path: string, chance: () => number): Promise<Changes> {
  const bytes = new Uint8Array(await readFile(join(folder, path)))
  const at = Math.floor(chance() * bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(chance() * 8))
  return new Map([[path, bytes]])
}

/** Every entry of an export. */
export async function entriesOf(folder: string, size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = []
  for (const { level, n, width } of tilesFor(0n, BigInt(size))) {
    if (level !== 'entries') continue
    entries.push(...decodeBundle(await readFile(join(folder, tilePath(level, n, width)))).entries)
  }
  return entries
}

/** Only the bundles of other entries, with the tree as it was. */
export function bundlesOf(entries: readonly Uint8Array[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  for (const { level, n, width } of tilesFor(0n, BigInt(entries.length))) {
    const first = Number(n) * 256
    if (level === 'entries')
      files.set(tilePath(level, n, width), encodeBundle(entries.slice(first, first + width)))
  }
  return files
}

/** Bundles and every tile of other entries, as they fit each other, and the root they have. */
export async function rebuilt(
  entries: readonly Uint8Array[],
): Promise<{ files: Map<string, Uint8Array>; root: Uint8Array }> {
  const files = bundlesOf(entries)
  const leaves = entries.map((entry) => leafHash(sha256, entry))
  const empty = { size: 0n, reader: readerOf(new Map()) }
  if (leaves.length === 0) return { files, root: emptyRoot(sha256) }
  const { newTiles, root } = await appendLeaves(sha256, empty, leaves)
  for (const { level, n, width, bytes } of newTiles) files.set(tilePath(level, n, width), bytes)
  return { files, root }
}

/** The same checkpoint signed by another key of the same name. */
export async function forged(folder: string): Promise<Changes> {
  const note = await readFile(join(folder, 'checkpoint'), 'utf8')
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))
  if (!checkpoint) throw new Error('the export has a checkpoint')
  const { signer } = await generateLogKey(checkpoint.origin)
  const [, theirs = ''] = (await signNote(formatCheckpoint(checkpoint), await readSigner(signer))).split(
    '\n\n',
  )
  const [, name = '', signature = ''] = theirs.trimEnd().split(' ')
  const own = note.slice(note.lastIndexOf(' ') + 1).trimEnd()
  // Under the id of the true key: under its own it would only be unknown.
  const posing = Buffer.concat([
    Buffer.from(own, 'base64').subarray(0, 4),
    Buffer.from(signature, 'base64').subarray(4),
  ])
  const line = `— ${name} ${posing.toString('base64')}\n`
  return new Map([['checkpoint', Buffer.from(`${formatCheckpoint(checkpoint)}\n${line}`)]])
}
