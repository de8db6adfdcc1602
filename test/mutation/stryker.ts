import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Stryker, which makes the changes. Its 177 packages are no part of the product nor of its other tests: they have a lock of their own
 * in this folder, and are unpacked below `node_modules/.cache` when the mutants are first asked for. No script of theirs is run.
 * As they need not be there, their types are not: what is used of them is written down where it is.
 */

const LOCKED = ['package.json', 'package-lock.json', '.npmrc']

/** Imports one of its packages from the project at `root`, which `install` has put there. */
export async function importFrom(root: string, name: string) {
  return import(pathToFileURL(createRequire(join(folderOf(root), 'package.json')).resolve(name)).href)
}

const folderOf = (root: string) => join(root, 'node_modules/.cache/mutation')

/** Unpacks what the lock says, where it is not there as it says. @throws Error where it cannot be had */
export function install(root: string): void {
  const folder = folderOf(root)
  const same = (name: string) =>
    existsSync(join(folder, name)) &&
    readFileSync(join(folder, name), 'utf8') === readFileSync(join(import.meta.dirname, name), 'utf8')
  if (LOCKED.every(same) && existsSync(join(folder, 'node_modules/.package-lock.json'))) return
  mkdirSync(folder, { recursive: true })
  for (const name of LOCKED) cpSync(join(import.meta.dirname, name), join(folder, name))
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('Stryker could not be installed: see above.')
}
