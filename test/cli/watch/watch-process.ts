import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Court } from './court.ts'
import type { DeathPoint } from './death-point.ts'

const PROGRAM = join(import.meta.dirname, '../../../src/main.ts')
const DYING = join(import.meta.dirname, 'dying.ts')

/** `despatch watch` in a process of its own. */
export type WatchProcess = { child: ChildProcess; events(): object[]; output: { text: string } }

export function startWatchProcess(
  court: Court,
  folder: string,
  { more = [], diesAt }: { more?: string[]; diesAt?: DeathPoint } = {},
): WatchProcess {
  const before = diesAt === undefined ? [] : ['--import', DYING]
  const args = [...before, PROGRAM, 'watch', folder, ...court.args, '--json', ...more]
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: inject('compiled'),
      DESPATCH_HOME: court.home,
      ...(diesAt && { DIES_AT: diesAt }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { text: '' }
  child.stdout.on('data', (chunk) => (output.text += String(chunk)))
  child.stderr.on('data', (chunk) => (output.text += String(chunk)))
  const events = () =>
    output.text
      .split('\n')
      .filter((text) => text.startsWith('{'))
      .map((text) => JSON.parse(text))
  return { child, events, output }
}

/** Lets a watch take what is in the folder, and die at that point. */
export async function watchUntilDeath(court: Court, folder: string, diesAt: DeathPoint): Promise<void> {
  const { child, output } = startWatchProcess(court, folder, { more: ['--once'], diesAt })
  const [, signal] = await once(child, 'exit')
  if (signal !== 'SIGKILL') throw new Error(`it ended without coming to that point: ${output.text}`)
}
