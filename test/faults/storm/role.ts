import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Role } from '../../../src/main/service.ts'
import { firstWord, type Running, run } from './processes.ts'

const MAIN = join(import.meta.dirname, '../../../src/main.ts')
const RESTART_MS = 250

/** One role of the service in a process of its own, under a supervisor that starts it again when it ends. */
export type RoleProcess = {
  /** Resolves when it has said that it runs; in vain only when it is killed meanwhile. */
  start(): Promise<void>
  /** kill -9, and it stays away until it is started. */
  kill(): Promise<void>
  /** How often it ended by itself after it had said that it runs: what nothing may make it do. */
  gaveUp(): number
}

export function createRole({
  role,
  name,
  env,
  folder,
}: {
  role: Role
  name: string
  env: NodeJS.ProcessEnv
  /** where its complaints go */
  folder: string
}): RoleProcess {
  let current: Running | undefined
  let wanted = false
  let gaveUp = 0

  /** Whether it said that it runs, before it ended. */
  async function launch(): Promise<boolean> {
    const started = run(process.execPath, [MAIN, 'serve', '--role', role], {
      env,
      logFile: join(folder, `${name}.log`),
      heard: true,
    })
    current = started
    const runs = await firstWord(started)
    void started.ended.then(() => {
      if (wanted && current === started && runs) gaveUp += 1
    })
    return runs
  }

  async function supervise(onRunning: () => void): Promise<void> {
    while (wanted) {
      if (await launch()) onRunning()
      await current?.ended
      if (wanted) await pause(RESTART_MS)
    }
    onRunning()
  }

  let supervised = Promise.resolve()
  return {
    start() {
      if (wanted) return Promise.resolve()
      wanted = true
      return new Promise((resolve) => {
        supervised = supervised.then(() => supervise(resolve))
      })
    },
    async kill() {
      wanted = false
      await current?.kill()
      await supervised
    },
    gaveUp: () => gaveUp,
  }
}
