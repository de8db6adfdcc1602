import { execFileSync } from 'node:child_process'
import { link, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readExport, readTrustExport } from '../../src/cli/export-folder.ts'
import { newFolder } from './folder.ts'

/** A folder that passes for an export until it is read. */
let folder: string
beforeEach(async () => {
  folder = await newFolder()
  for (const log of [folder, join(folder, 'trust')]) {
    for (const below of ['records', 'checkpoints', 'tile/0'])
      await mkdir(join(log, below), { recursive: true })
    await writeFile(join(log, 'checkpoint'), 'a note\n')
    await writeFile(join(log, 'log.vkey'), 'a key\n')
  }
})

/** A file of so many bytes, none of which is on the disk. */
const long = async (path: string, bytes: number) => {
  await writeFile(join(folder, path), '')
  await truncate(join(folder, path), bytes)
}
const readsNothingOf = (path: string, why: string) => {
  const said = expect.stringMatching(
    new RegExp(`${path.replaceAll('.', '\\.')} cannot be read: it is ${why}`),
  )
  return expect.objectContaining({ message: said })
}

describe('a folder that somebody made to harm whoever checks it', () => {
  it.each([
    ['checkpoint', 64 * 1024],
    ['log.vkey', 4 * 1024],
    ['witnesses.vkey', 400 * 1024],
    ['checkpoints/5', 64 * 1024],
  ])('is not read where %s is longer than it can be', async (path, most) => {
    await long(path, most + 1)
    await expect(readExport(folder)).rejects.toEqual(readsNothingOf(path, 'too large'))
  })

  it('is not read where a tile, a bundle or a record is longer than it can be', async () => {
    await long('tile/0/000', 256 * 1024 + 1)
    await long('records/000', 64 * 1024 * 1024 + 1)
    await long('trust/records/7.json', 3 * 1024 * 1024)
    const [{ source }, trust] = [await readExport(folder), await readTrustExport(folder)]
    await expect(source.tile('tile/0/000')).rejects.toEqual(readsNothingOf('tile/0/000', 'too large'))
    await expect(source.entries('tile/0/000')).rejects.toEqual(readsNothingOf('tile/0/000', 'too large'))
    await expect(source.recordsFile?.('records/000')).rejects.toEqual(
      readsNothingOf('records/000', 'too large'),
    )
    await expect(trust?.source.record(7n)).rejects.toEqual(
      readsNothingOf('trust/records/7.json', 'too large'),
    )
  })

  it('is not held in memory, however many records it has of the greatest length', async () => {
    await long('trust/records/0.json', 2 * 1024 * 1024)
    const first = join(folder, 'trust/records/0.json')
    for (let index = 1; index < 160; index += 1)
      await link(first, join(folder, `trust/records/${index}.json`))
    const { source } = (await readTrustExport(folder)) ?? {}
    // At once, and one lot after the other: all records of a trust log are held for its replay.
    await expect(source?.records?.(0n, 160n)).rejects.toThrow('longer together than those of any log')
    const again = (await readTrustExport(folder))?.source
    for (const from of [0n, 30n, 60n, 90n]) expect(await again?.records?.(from, from + 30n)).toHaveLength(30)
    await expect(again?.records?.(120n, 150n)).rejects.toThrow('longer together than those of any log')
  })

  it('is not read where it has more notes, or more witnesses, than anybody has', async () => {
    await writeFile(join(folder, 'witnesses.vkey'), 'a key\n'.repeat(101))
    await expect(readExport(folder)).rejects.toThrow('names more than 100 witnesses')
    await writeFile(join(folder, 'witnesses.vkey'), 'a key\n'.repeat(100))
    await writeFile(join(folder, 'checkpoints/0'), 'a note\n')
    for (let size = 1; size < 1_000; size += 1)
      await link(join(folder, 'checkpoints/0'), join(folder, `checkpoints/${size}`))
    expect((await readExport(folder)).past).toHaveLength(1_000)
    await link(join(folder, 'checkpoints/0'), join(folder, 'checkpoints/1000'))
    await expect(readExport(folder)).rejects.toThrow('has more than 1000 files')
  })

  it('keeps nobody waiting at a pipe, and leads nowhere else by a link', async () => {
    execFileSync('mkfifo', [join(folder, 'tile/0/000'), join(folder, 'records/000')])
    await symlink('/dev/zero', join(folder, 'tile/0/001'))
    await mkdir(join(folder, 'tile/0/002'))
    await symlink('.', join(folder, 'tile/0/x000'))
    const { source } = await readExport(folder)
    for (const path of ['tile/0/000', 'tile/0/001', 'tile/0/002'])
      await expect(source.tile(path)).rejects.toEqual(readsNothingOf(path, 'no regular file'))
    await expect(source.recordsFile?.('records/000')).rejects.toEqual(
      readsNothingOf('records/000', 'no regular file'),
    )
    await expect(source.tile('tile/0/x000/x000/003')).rejects.toEqual(
      readsNothingOf('tile/0/x000', 'no regular file'),
    )
    const paths: string[] = []
    for await (const path of source.paths?.() ?? []) paths.push(path)
    expect(paths.sort()).toEqual(['tile/0/000', 'tile/0/001', 'tile/0/x000'])
  })

  it.each(['records', 'checkpoints', 'trust'])(
    'is not read through a link in the place of %s',
    async (name) => {
      await rename(join(folder, name), join(folder, 'elsewhere'))
      await symlink('elsewhere', join(folder, name))
      const reading = name === 'trust' ? readTrustExport(folder) : readExport(folder)
      await expect(reading).rejects.toEqual(readsNothingOf(name, 'no regular file'))
    },
  )
})
