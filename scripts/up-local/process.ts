import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A local process in place of a container. */
export type LocalProcess = {
  pid: number
  /** Its exit code, when it has ended; -1 for one that was killed. */
  ended: Promise<number>
  hasEnded(): boolean
  /** The last lines that it said. */
  said(): string
  /** Sends SIGTERM, and SIGKILL when it is still there after that time. */
  stop(withinMs: number): Promise<void>
}

const SAID_LIMIT = 8_000

/** Starts a process in a session of its own, so that Ctrl-C in the terminal reaches us alone. */
export function startProcess(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string | undefined>; onLine?: (line: string) => void },
): LocalProcess {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_LIMIT)
      for (const line of text.split('\n')) if (line) options.onLine?.(line)
    })
  }
  let code: number | undefined
  const ended = endOf(child).then((found) => {
    code = found
    return found
  })
  return {
    pid: child.pid ?? 0,
    ended,
    hasEnded: () => code !== undefined,
    said: () => said.trim(),
    async stop(withinMs) {
      if (code !== undefined) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
      await ended
      clearTimeout(timer)
    },
  }
}

async function endOf(child: ChildProcess): Promise<number> {
  try {
    const [code] = await once(child, 'close')
    return typeof code === 'number' ? code : -1
  } catch {
    // It could not be started at all.
    return 127
  }
}
