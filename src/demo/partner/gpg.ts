import { spawn } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** What one run of gpg gave back; `status` are its machine-readable lines, without the `[GNUPG:] ` before them. */
export type GpgRun = { stdout: Uint8Array<ArrayBuffer>; status: string[] }

/** How long one run may take; a key is made in a fraction of that. */
const TIME_LIMIT_MS = 30_000

/**
 * Runs the gpg program in `home`, as a partner's mail client would.
 * @throws Error with gpg's last words when it fails
 */
export function gpg(home: string, args: readonly string[], input: string | Uint8Array = ''): Promise<GpgRun> {
  const fixed = [
    '--homedir',
    home,
    '--batch',
    '--no-tty',
    '--yes',
    '--trust-model',
    'always',
    '--status-fd',
    '2',
  ]
  return new Promise((resolve, reject) => {
    const child = spawn('gpg', [...fixed, ...args], { timeout: TIME_LIMIT_MS, stdio: 'pipe' })
    const stdout: Uint8Array[] = []
    const stderr: Uint8Array[] = []
    child.stdout.on('data', (chunk: Uint8Array) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Uint8Array) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      const lines = Buffer.concat(stderr).toString().split('\n')
      const status = lines.filter((line) => line.startsWith('[GNUPG:] ')).map((line) => line.slice(9))
      const words = lines.filter((line) => line.startsWith('gpg: '))
      if (code === 0) resolve({ stdout: new Uint8Array(Buffer.concat(stdout)), status })
      else reject(new Error(`gpg ended with ${code ?? 'no'} exit code: ${words.at(-1) ?? 'it said nothing'}`))
    })
    // A run that fails early closes its input; its exit code tells the story.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** Whether the gpg program is installed here: looked for, not run, since to start a program delays all that a service does. */
export async function hasGpg(): Promise<boolean> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = folders.map((folder) => access(join(folder, 'gpg'), constants.X_OK))
  return Promise.any(found).then(
    () => true,
    () => false,
  )
}

/** Ends the agent that gpg started for this home. */
export function stopAgent(home: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn('gpgconf', ['--homedir', home, '--kill', 'gpg-agent'], { stdio: 'ignore' })
    child.on('error', () => resolve())
    child.on('close', () => resolve())
  })
}
