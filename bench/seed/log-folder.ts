import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { nodeHashes } from '../../src/cli/hashes.ts'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { ENTRY_TYPES } from '../../src/log/entry.ts'
import { createFrontier } from '../../src/log/frontier.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { encodeRecords, type GivenRecord, recordsPath } from '../../src/log/records.ts'
import { bundleEnds, encodeBundle, FULL_WIDTH, HASH_SIZE, type Tile, tilePath } from '../../src/log/tiles.ts'
import { sha256 } from '../../src/services/log/hash.ts'
import { lifeOf } from '../../test/log/lives.ts'

const ORIGIN = 'despatch.example.test/log'
/** Lives that go on beside each other: the history holds as many referrals open. */
const BESIDE = 128

/** Writes a log of so many entries into a folder as an export has it, the lives of referrals behind them. The checkpoint is written last. */
export async function writeLogFolder(folder: string, count: number): Promise<void> {
  const encoder = new TextEncoder()
  const hashes = nodeHashes()
  const tree = createFrontier(sha256, [], hashes)
  const write = async (path: string, content: Uint8Array | string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const writeTile = ({ level, n, width, bytes }: Tile) => write(tilePath(level, n, width), bytes)
  const lives = recordsOfLives()
  for (let first = 0; first < count; first += FULL_WIDTH) {
    const n = first / FULL_WIDTH
    const given: GivenRecord[] = []
    const texts: Uint8Array[] = []
    for (let index = first; index < Math.min(first + FULL_WIDTH, count); index += 1) {
      const { value } = lives.next()
      const type = ENTRY_TYPES.find((known) => known === value?.type) ?? 'read'
      const record = value?.record ?? ''
      const salt = Buffer.from(sha256(encoder.encode(`salt ${index}`)))
      const commitment = Buffer.from(hashes.commitment(salt, record)).toString('base64')
      texts.push(encoder.encode(`despatch-entry/1\n${type}\n${commitment}\n`))
      given.push({ index: BigInt(index), salt, record })
    }
    const bundle = encodeBundle(texts)
    const leaves = new Uint8Array(texts.length * HASH_SIZE)
    hashes.leaves(bundle, bundleEnds(bundle).ends, leaves)
    for (const tile of tree.addTile(leaves)) await writeTile(tile)
    await write(tilePath('entries', BigInt(n), texts.length), bundle)
    await write(recordsPath(BigInt(n), texts.length), encodeRecords(given))
  }
  for (const tile of tree.partialTiles()) await writeTile(tile)
  const { signer, vkey } = await generateLogKey(ORIGIN)
  const text = formatCheckpoint({ origin: ORIGIN, size: BigInt(count), root: tree.root() })
  await write('log.vkey', `${vkey}\n`)
  await write('checkpoint', await signNote(text, await readSigner(signer)))
}

/** Lives of referrals without end: each record is of the next of those that go on at the time. */
export function* recordsOfLives() {
  let begun = 0
  for (;;) {
    const lives = Array.from({ length: BESIDE }, () => lifeOf(begun++))
    for (let at = 0; lives.some((life) => at < life.length); at += 1)
      for (const life of lives) {
        const record = life[at]
        if (record) yield record
      }
  }
}
