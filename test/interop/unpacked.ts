import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { refreshLists } from '../../bench/debian-packages.ts'

const run = promisify(execFile)

/** Kept from one run to the next, like what other tools keep. */
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/mail-servers')

/**
 * Debian's package of a program that is not to be installed, since it would take the place of another: downloaded once
 * and unpacked, with the libraries that its programs want and a shell, so that its folder can be a file system of its own.
 *
 * @param programs absolute paths within it
 * @returns the folder, which others use too; or why there is none, in words
 */
export async function unpacked(
  name: string,
  programs: readonly string[],
): Promise<{ folder: string } | { why: string }> {
  if (process.getuid?.() !== 0) return { why: 'only root can give a program a file system of its own' }
  if (!existsSync('/usr/bin/apt-get')) return { why: 'this system has no apt-get to fetch its package with' }
  const folder = join(CACHE, name)
  if (existsSync(folder)) return { folder }
  await mkdir(CACHE, { recursive: true })
  const making = await mkdtemp(join(CACHE, 'new-'))
  try {
    await fetchInto(making, name)
    const root = join(making, 'root')
    for (const program of [...programs.map((path) => join(root, path)), '/bin/sh'])
      await copyLibraries(program, root)
    await copyTo(root, '/bin/sh')
    await rename(root, folder)
    return { folder }
  } catch (error) {
    return { why: `its package could not be had: ${error instanceof Error ? error.message : String(error)}` }
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

/** The package, and those that it depends on and this system lacks. */
async function fetchInto(making: string, name: string): Promise<void> {
  const simulated = () => run('apt-get', ['-s', 'install', '--no-install-recommends', name])
  const { stdout } = await simulated().catch(() => {
    refreshLists()
    return simulated()
  })
  const lacking = stdout.split('\n').flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? [])
  const download = () => run('apt-get', ['download', ...new Set([name, ...lacking])], { cwd: making })
  await download().catch(() => {
    // What was listed may have been replaced by a newer one.
    refreshLists()
    return download()
  })
  for (const file of await readdir(making))
    if (file.endsWith('.deb')) await run('dpkg', ['-x', file, 'root'], { cwd: making })
}

/** What it is linked with, to the same places. */
async function copyLibraries(program: string, root: string): Promise<void> {
  const [triplet = ''] = (await readdir('/usr/lib')).filter((one) => one.endsWith('-linux-gnu'))
  const own = ['usr/lib', 'lib'].map((folder) => join(root, folder, triplet)).join(':')
  const { stdout } = await run('ldd', [program], { env: { ...process.env, LD_LIBRARY_PATH: own } })
  for (const line of stdout.split('\n')) {
    if (line.includes('not found')) throw new Error(`${program} lacks a library:${line}`)
    const path = /(?:=> |^\s)(\/\S+) \(/.exec(line)?.[1]
    if (path !== undefined && !path.startsWith(root)) await copyTo(root, path)
  }
}

async function copyTo(root: string, path: string): Promise<void> {
  await mkdir(join(root, dirname(path)), { recursive: true })
  await cp(path, join(root, path), { dereference: true })
}
