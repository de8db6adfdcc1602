import { spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readyClient } from '../../src/main/web/ready.ts'
import { BUILT, builtFrom, ROOT, sourcesDigest } from '../../src/main/web/sources.ts'

/** The browser client as it is built in other places: agencies compare its digest with what they have built themselves. */

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** Builds a copy of the sources elsewhere. @returns what the build says that it is made of */
async function builtElsewhere(mode: string | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dsp-build-'))
  folders.push(folder)
  for (const name of ['src', 'package.json', 'package-lock.json'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const { NODE_ENV: _here, ...env } = process.env
  const builder = spawn(process.execPath, [join(folder, 'src/main/web/build.ts')], {
    env: mode === undefined ? env : { ...env, NODE_ENV: mode },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  expect(await new Promise((resolve) => builder.once('close', resolve))).toBe(0)
  const [built = ''] = await readdir(join(folder, 'dist/web'))
  return readFile(join(folder, 'dist/web', built, 'despatch-client.json'), 'utf8')
}

it('is the same bytes, whatever NODE_ENV says and whichever folder it is built in', async () => {
  await readyClient((line) => {
    throw new Error(line)
  })
  const folder = builtFrom(await sourcesDigest())
  expect(folder.startsWith(BUILT)).toBe(true)
  const here = await readFile(join(folder, 'despatch-client.json'), 'utf8')
  for (const mode of ['development', undefined]) expect(await builtElsewhere(mode), String(mode)).toBe(here)
})
