import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A GnuPG home of its own, gone with `close`; null where the program is not installed. */
export function gnupg(): {
  run(
    args: readonly string[],
    input: string | Uint8Array,
  ): { out: Buffer; err: string; status: number | null }
  close(): void
} | null {
  if (spawnSync('gpg', ['--version']).status !== 0) return null
  const home = mkdtempSync(join(tmpdir(), 'despatch-gpg-'))
  const base = [
    '--homedir',
    home,
    '--batch',
    '--yes',
    '--no-tty',
    '--trust-model',
    'always',
    '--pinentry-mode',
    'loopback',
  ]
  return {
    run(args, input) {
      const { stdout, stderr, status } = spawnSync('gpg', [...base, '--passphrase', '', ...args], {
        input,
        maxBuffer: 64 * 1024 * 1024,
      })
      return { out: stdout, err: stderr.toString(), status }
    },
    close() {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      rmSync(home, { recursive: true, force: true })
    },
  }
}
