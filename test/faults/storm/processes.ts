import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'

/** A process of the harness. */
export type Running = {
  pid: number
  /** Resolves when it has ended, however it did. */
  ended: Promise<void>
  hasEnded(): boolean
  /** Null while it runs, and for one that was killed. */
  exitCode(): number | null
  /** What it writes to its standard output, where that was asked for. */
  stdout: ChildProcess['stdout']
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
}

/**
 * Starts a program whose complaints go to a file, and its output too unless `heard`. It dies with whoever started it
 * (util-linux's setpriv says so to the kernel): a test run that is killed leaves nothing behind.
 */
export function run(
  program: string,
  args: readonly string[],
  { logFile, heard = false, ...options }: SpawnOptions & { logFile: string; heard?: boolean },
): Running {
  const log = openSync(logFile, 'a', 0o600)
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
    ...options,
    stdio: ['ignore', heard ? 'pipe' : log, log],
  })
  closeSync(log)
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      hasEnded = true
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  return {
    pid: child.pid ?? 0,
    ended,
    hasEnded: () => hasEnded,
    exitCode: () => child.exitCode,
    stdout: child.stdout,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The first thing that a process says; false when it ends without a word. */
export async function firstWord({ stdout, ended }: Running): Promise<boolean> {
  if (stdout === null) return false
  const said = once(stdout, 'data').then(() => true)
  const word = await Promise.race([said, ended.then(() => false)])
  stdout.resume()
  return word
}
