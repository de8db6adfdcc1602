import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readExport } from '../../src/cli/export-folder.ts'
import { createLogReader } from '../../src/cli/log-reader.ts'
import { encodeRecords, recordsPath } from '../../src/log/records.ts'
import { tileWidth } from '../../src/log/tiles.ts'
import { verifyLog } from '../../src/log/verify.ts'
import { livesOf } from '../log/lives.ts'
import { buildLog } from '../log/memory-log.ts'
import { sha256 } from '../log/reference.ts'
import { newFolder } from './folder.ts'

const SIZE = 3_000

/** An export of a log, and how it is verified on another thread and on this one. */
async function exported(change: (files: Map<string, Uint8Array | string>) => void = () => {}) {
  const folder = await newFolder()
  const { files: tree, vkey, checkpoint, records } = await buildLog(SIZE, 1_000, livesOf(SIZE))
  const files = new Map<string, Uint8Array | string>([
    ...tree,
    ['checkpoint', checkpoint],
    ['log.vkey', vkey],
  ])
  for (let first = 0; first < SIZE; first += 256) {
    const n = BigInt(first / 256)
    const own = records.slice(first, first + 256).flatMap((one, at) => {
      const index = BigInt(first + at)
      // Some were not given.
      return one && index % 7n > 0n ? [{ ...one, index }] : []
    })
    files.set(recordsPath(n, tileWidth(BigInt(SIZE), 0, n)), encodeRecords(own))
  }
  change(files)
  for (const [path, content] of files) {
    await mkdir(join(folder, dirname(path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const verified = async (worth: bigint) => {
    const { source } = await readExport(folder)
    const reader = createLogReader(folder, source, worth)
    onTestFinished(reader.stop)
    const entries: unknown[] = []
    const verdict = await verifyLog({
      ...{ source, vkey, hash: sha256, stretches: reader.stretches },
      onEntry: (entry) => void entries.push(entry),
    })
    return { verdict, entries }
  }
  return { folder, beside: () => verified(0n), here: () => verified(BigInt(SIZE + 1)) }
}

it('finds on another thread what it finds on its own, where all is well and where it is not', async () => {
  const whole = await exported()
  const found = await whole.beside()
  expect(found).toEqual(await whole.here())
  expect(found.verdict).toMatchObject({ opened: 2_571n, withheld: 429n, problems: [] })
  expect(found.entries).toHaveLength(SIZE)

  const changed = await exported((files) => {
    for (const path of ['tile/0/001', 'tile/entries/003', 'records/005'])
      files.set(path, Buffer.from(files.get(path) ?? []).fill(0x79, 700, 701))
    files.delete('tile/0/007')
    files.delete('records/008')
  })
  const wrong = await changed.beside()
  expect(wrong).toEqual(await changed.here())
  expect(wrong.verdict.problems.length).toBeGreaterThan(3)
})

it('says what it cannot read on another thread', async () => {
  const { folder, beside } = await exported()
  await truncate(join(folder, 'records/009'), 64 * 1024 * 1024 + 1)
  await expect(beside()).rejects.toThrow('records/009 cannot be read: it is too large')
})

it('ends with an error, and waits for nothing, where the other thread has ended', async () => {
  const { folder } = await exported()
  const reader = createLogReader(folder, (await readExport(folder)).source, 0n)
  const read = (n: bigint) => reader.stretches({ size: BigInt(SIZE), known: 0n, n })
  // This thread takes the first itself, before the other has begun.
  const first = read(0n)
  await reader.stop()
  expect(await first).toMatchObject({ n: 0n, width: 256 })
  await expect(read(1n)).rejects.toThrow('the thread that reads the log has ended')
})
