import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether the machine has a program. Tests that need one say which is absent and what installs it. */
export const hasProgram = (name: string): boolean =>
  spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0

/** A folder of files that is removed by `remove`, with programs run inside it. */
export type Workplace = {
  folder: string
  /** writes a file and gives its path */
  file(name: string, content: Uint8Array | string): string
  path(name: string): string
  /** runs a program and gives its standard output; throws with its standard error when it fails */
  run(program: string, args: readonly string[], input?: Uint8Array | string): Buffer
  remove(): void
}

export const workplace = (): Workplace => {
  const folder = mkdtempSync(join(tmpdir(), 'dsp-'))
  const path = (name: string) => join(folder, name)
  return {
    folder,
    path,
    file(name, content) {
      writeFileSync(path(name), content, { mode: 0o600 })
      return path(name)
    },
    run: (program, args, input) =>
      execFileSync(program, args, {
        cwd: folder,
        input: input ?? '',
        stdio: 'pipe',
        maxBuffer: 64 * 1024 * 1024,
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A GnuPG home of its own. */
export type Gnupg = Workplace & {
  gpg(args: readonly string[], input?: Uint8Array | string): Buffer
  /** the machine-readable status lines of a run that must succeed */
  status(args: readonly string[], input?: Uint8Array | string): string
}

export const gnupg = (): Gnupg => {
  const place = workplace()
  const common = [
    '--homedir',
    place.folder,
    '--batch',
    '--no-tty',
    '--trust-model',
    'always',
    '--pinentry-mode',
    'loopback',
  ]
  return {
    ...place,
    gpg: (args, input) => place.run('gpg', [...common, ...args], input),
    status: (args, input) => {
      place.run('gpg', [...common, '--yes', '--status-file', place.path('status'), ...args], input)
      return place.run('cat', [place.path('status')]).toString()
    },
    remove: () => {
      // The agent belongs to this home alone; it would outlive the test.
      spawnSync('gpgconf', ['--homedir', place.folder, '--kill', 'all'])
      place.remove()
    },
  }
}
