import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeLinks } from '../../../src/store/embedded/program.ts'

test('the links that npm packages cannot carry are made, repaired, and made by two starts at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'despatch-links-'))
  const native = join(folder, 'native')
  const lib = join(native, 'lib')
  await mkdir(lib, { recursive: true })
  await writeFile(join(lib, 'libpq.so.5.18'), 'library')
  await symlink('libpq.so.4.0', join(lib, 'libpq.so'))
  const links = ['native/lib/libpq.so', 'native/lib/libpq.so.5'].map((target) => ({
    source: 'native/lib/libpq.so.5.18',
    target,
  }))
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links))

  await Promise.all([makeLinks(native), makeLinks(native), makeLinks(native)])

  expect((await readdir(lib)).sort()).toEqual(['libpq.so', 'libpq.so.5', 'libpq.so.5.18'])
  expect(await readlink(join(lib, 'libpq.so'))).toBe('libpq.so.5.18')
  expect(await readFile(join(lib, 'libpq.so.5'), 'utf8')).toBe('library')
  await rm(folder, { recursive: true })
})
