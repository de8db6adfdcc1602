import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Config } from '../../src/config.ts'
import type { Databases } from '../../src/store/databases.ts'
import type { HoldingPoint } from './holding-point.ts'

/** A service in a process of its own. */
export type ServiceProcess = {
  /** Makes it hold where it next comes to that point; `held` resolves when it is there. */
  holdAt(point: HoldingPoint): Promise<{ held: Promise<void> }>
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
}

export async function startServiceProcess(config: Config, databases: Databases): Promise<ServiceProcess> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'service-process.ts'), JSON.stringify({ config, databases })],
    {
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: process.env.NODE_OPTIONS,
        NODE_COMPILE_CACHE: inject('compiled'),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  )
  const exited = once(child, 'exit').then(() => undefined)
  let complaints = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  const told = (word: string) =>
    Promise.race([
      heard(child, word),
      exited.then(() => Promise.reject(new Error(`the service ended by itself: ${complaints}`))),
    ])
  await told('ready')
  return {
    async holdAt(point) {
      const held = heard(child, 'held')
      const acknowledged = told('told')
      child.send(point)
      await acknowledged
      return { held }
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function heard(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      if (typeof message !== 'object' || message === null || !(word in message)) return
      child.off('message', listen)
      resolve()
    }
    child.on('message', listen)
  })
}
