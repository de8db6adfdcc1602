import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Cli } from '../../../src/cli/account.ts'
import { createServiceClock } from '../../../src/cli/service-clock.ts'
import { stateOf } from '../../../src/cli/state.ts'
import { type Io, terminalOf } from '../../../src/cli/terminal.ts'
import { readyPlaces } from '../../../src/cli/watch/places.ts'
import type { WatchEvent } from '../../../src/cli/watch/report.ts'
import type { Pace, Tally } from '../../../src/cli/watch/round-state.ts'
import { watchFolder } from '../../../src/cli/watch/run.ts'
import type { Sending } from '../../../src/cli/watch/send-drop.ts'
import { sendingOf, type WatchOptions } from '../../../src/cli/watch.ts'
import { dayOf } from '../../../src/domain/day.ts'
import { orderExampleOn } from '../../../src/domain/kinds/court-order-examples.ts'
import { unlockUserKey } from '../../../src/sdk/user-key.ts'
import type { TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { newMachine } from '../run.ts'

export const COURT = 'listing@liverpool-mc.cjsm.test'
export const ASB = 'asb.team@liverpool.gcsx.gov.test'
export const YOT = 'yot@liverpool.gcsx.gov.test'
export const BASES = ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7']

/** Quick, so that a test waits for what happens and not for the clock. */
export const QUICK: Pace = {
  lookMs: 20,
  settleMs: 40,
  patienceMs: 600_000,
  retryMs: 50,
  longestRetryMs: 100,
  proofWaitMs: 5_000,
}

/** The machine of a court's case system, signed in with a key that no passphrase locks. */
export type Court = {
  home: string
  cli: Cli
  /** arguments of `despatch watch` but the folder */
  args: string[]
  /** What `despatch watch FOLDER` works with. */
  sending(folder: string, options?: Partial<WatchOptions>): Promise<Sending>
  /** Runs `despatch watch` with these arguments. */
  watch(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }>
}

export async function newCourt(service: TestService, clock?: () => Date): Promise<Court> {
  const demo = join(service.config.dataDir, 'demo')
  const passphrase = (await readFile(join(demo, 'passphrase'), 'utf8')).trim()
  const locked = await readFile(join(demo, 'people', 'court.system.asc'), 'utf8')
  const keyFile = join(await newFolder(), 'court.system.asc')
  await writeFile(keyFile, (await unlockUserKey(locked, passphrase)).armor(), { mode: 0o600 })
  const machine = await newMachine()
  const signedIn = await machine.despatch('login', service.origin, '--as', 'court.system', '--key', keyFile)
  if (signedIn.code !== 0) throw new Error(signedIn.err)
  const options = { from: COURT, to: [ASB, YOT], kind: 'court-order', basis: BASES, patience: 10 }
  const env = { DESPATCH_HOME: machine.home }
  const io: Io = { columns: 100, ask: async () => null, env, out: () => undefined, err: () => undefined }
  const cli: Cli = {
    ...{ io, terminal: terminalOf(io), state: stateOf(env) },
    clock: clock ?? (() => new Date()),
    serviceClock: createServiceClock(clock ?? (() => new Date())),
  }
  return {
    home: machine.home,
    cli,
    args: ['--from', COURT, '--to', `${ASB},${YOT}`, '--basis', BASES.join(',')],
    sending: (folder, more = {}) => sendingOf(cli, { ...options, ...more }, folder),
    async watch(...args) {
      const { code, out, err } = await machine.despatch('watch', ...args)
      return { code, out: linesOf(out), err: linesOf(err) }
    },
  }
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'))

/** A watch that goes on until it is stopped. */
export type Watching = { events: WatchEvent[]; ends: string[]; stop(): Promise<Tally> }

/** Starts a watch; `stop` lets it finish what is in hand. */
export function startWatch(sending: Sending, pace: Partial<Pace> = {}): Watching {
  const events: WatchEvent[] = []
  const ends: string[] = []
  const controller = new AbortController()
  const ended = watchFolder(sending, {
    pace: { ...QUICK, ...pace },
    once: false,
    signal: controller.signal,
    report: (event) => {
      events.push(event)
      ends.push('name' in event ? `${event.end} ${event.name}` : event.end)
    },
  })
  // Whoever stops it learns of the failure. One that a failed test leaves running would send in those after it.
  ended.catch(() => undefined)
  onTestFinished(async () => {
    controller.abort()
    await ended.catch(() => undefined)
  })
  return {
    events,
    ends,
    stop: () => {
      controller.abort()
      return ended
    },
  }
}

/** Runs a watch that takes what is there and ends. */
export function watchOnce(
  sending: Sending,
  pace: Partial<Pace> = {},
  meanwhile: (event: WatchEvent) => void = () => undefined,
): Promise<{ tally: Tally; events: WatchEvent[] }> {
  const events: WatchEvent[] = []
  return watchFolder(sending, {
    pace: { ...QUICK, ...pace },
    once: true,
    signal: new AbortController().signal,
    report: (event) => {
      events.push(event)
      meanwhile(event)
    },
  }).then((tally) => ({ tally, events }))
}

/** A small file that begins and ends as a PDF does; other text makes other bytes. */
export const pdf = (text: string): string => `%PDF-1.4\n% ${text}\nstartxref\n0\n%%EOF\n`

/** An ASBO about an invented person; the case number makes it another. */
export const order = (caseNumber: string, changes: object = {}): string =>
  JSON.stringify({ ...example(), caseNumber, ...changes })

function example(): object {
  const found = orderExampleOn('asbo', dayOf(new Date()))
  if (typeof found !== 'object' || found === null) throw new Error('there is no example of an ASBO')
  return found
}

/** Puts an order into the folder, with its PDF and the map that it names. */
export async function drop(
  folder: string,
  name: string,
  caseNumber = name,
  map = pdf(`map ${caseNumber}`),
): Promise<void> {
  await writeFile(join(folder, `${name}.pdf`), pdf(`order ${caseNumber}`))
  await writeFile(join(folder, `${name}-map.pdf`), map)
  await writeFile(join(folder, `${name}.json`), order(caseNumber))
}

/** The names in a folder, but those that begin with a dot. */
export const visible = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()

export const countReferrals = async ({ database }: TestService): Promise<number> =>
  (await database.db.selectFrom('referral').select('id').execute()).length

/** What a service is started with that is reached over something of the test's own. */
export const behind = (port: number, own: number): Record<string, string> => ({
  PORT: String(own),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
})

export const placesOf = readyPlaces
