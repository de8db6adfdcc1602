import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inject } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** A `despatch` process of its own, as a person starts it. */
export interface Running {
  child: ChildProcess
  /** The address it says it is ready at; rejects with what it said when it ends first. */
  ready: Promise<string>
  /** Everything on its standard output up to the text, as soon as that stands there. */
  says(text: string): Promise<string>
  /** Its exit code and everything it said. */
  ended: Promise<{ exitCode: number | null; out: string; err: string }>
}

/** Starts `despatch` on free ports, with only these settings besides. */
export function runDespatch(args: string[], settings: Record<string, string>): Running {
  const child = spawn(process.execPath, [join(ROOT, 'src/main.ts'), ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.NODE_OPTIONS,
      NODE_COMPILE_CACHE: inject('compiled'),
      PORT: '0',
      SMTP_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, out, err }))
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const address = /Despatch is ready at (\S+)/.exec(out)?.[1]
      if (address) resolve(address)
    })
    void ended.then(() => reject(new Error(`it ended before it was ready: ${out}${err}`)))
  })
  const says = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (out.includes(text)) resolve(out)
      }
      child.stdout.on('data', look)
      void ended.then(() => reject(new Error(`it ended without saying ${text}: ${out}${err}`)))
      look()
    })
  // A test that expects a refusal does not look at `ready`.
  ready.catch(() => undefined)
  return { child, ready, says, ended }
}
