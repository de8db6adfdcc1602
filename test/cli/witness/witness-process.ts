import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inject } from 'vitest'

const PROGRAM = join(import.meta.dirname, '../../../src/main.ts')
const DYING = join(import.meta.dirname, 'dying.ts')

/** `despatch witness run` in a process of its own. */
export type WitnessProcess = {
  url: string
  vkey: string
  child: ChildProcess
  output: { text: string }
  /** Ends it: politely, or as kill -9 does. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Runs the program to its end. */
export async function runWitness(args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const { child, output } = spawned(args)
  const [code] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : null, text: output.text }
}

/** Starts it, and waits until it listens. @param port 0 for any free one */
export async function startWitnessProcess(of: {
  folder: string
  logs: readonly string[]
  port?: number
  dies?: 'before' | 'after'
}): Promise<WitnessProcess> {
  const { child, output } = spawned(
    [
      'run',
      '--dir',
      of.folder,
      '--listen',
      `127.0.0.1:${of.port ?? 0}`,
      '--json',
      ...of.logs.flatMap((key) => ['--log', key]),
    ],
    of.dies,
  )
  const said = await new Promise<{ listening: string; vkey: string }>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (output.text.includes('\n}') || /\{.*\}/.test(output.text)) resolve(JSON.parse(output.text))
    })
    child.once('close', () => reject(new Error(`it ended: ${output.text}`)))
  })
  return {
    url: said.listening,
    vkey: said.vkey,
    child,
    output,
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const closed = once(child, 'close')
      child.kill(signal)
      await closed
    },
  }
}

function spawned(args: readonly string[], dies?: 'before' | 'after') {
  const before = dies === undefined ? [] : ['--import', DYING]
  const child = spawn(process.execPath, [...before, PROGRAM, 'witness', ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: inject('compiled'), ...(dies && { DIES: dies }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { text: '' }
  child.stdout.on('data', (chunk) => (output.text += String(chunk)))
  child.stderr.on('data', (chunk) => (output.text += String(chunk)))
  return { child, output }
}
