import { watch } from 'node:fs'
import type { ClientError } from '../../sdk/errors.ts'
import { demandNoAlarm } from '../kept-checkpoint.ts'
import { UnfinishedError } from './go-on.ts'
import { LockLostError, takeLock } from './lock.ts'
import { clearScratch } from './places.ts'
import { isFatal } from './reach.ts'
import type { Report } from './report.ts'
import { goRound } from './round.ts'
import { type Pace, type Round, retryAfter, type Tally, tellTrouble } from './round-state.ts'
import type { Sending } from './send-drop.ts'
import { MisdirectedError } from './signed-in.ts'
import { rememberStillness } from './stillness.ts'
import { sentenceFor } from './trouble.ts'

export const USUAL_PACE: Omit<Pace, 'patienceMs'> = {
  lookMs: 1_000,
  settleMs: 1_000,
  retryMs: 2_000,
  longestRetryMs: 5 * 60_000,
  proofWaitMs: 5_000,
}

/**
 * Watches a folder until `signal` says stop, or once.
 *
 * @returns how many came to rest, and how often something failed that was no drop's fault
 * @throws ClientError when the folder is being watched already, or a person has to look into something first
 */
export async function watchFolder(
  sending: Sending,
  { pace, once, signal, report }: { pace: Pace; once: boolean; signal: AbortSignal; report: Report },
): Promise<Tally> {
  const { places, cli } = sending
  const lock = await takeLock(places, { now: cli.clock() })
  const nudge = nudgesOf(places.folder)
  const round: Round = {
    sending,
    pace,
    once,
    report,
    memory: {
      stillness: rememberStillness(),
      said: new Map(),
      unready: new Map(),
      postponed: new Map(),
      begun: new Map(),
      brokeAt: new Set(),
    },
    tally: { sent: 0, refused: 0, troubles: 0 },
    demandHeld: lock.demandHeld,
    stopping: () => signal.aborted,
  }
  try {
    await clearScratch(places)
    report({ end: 'watching', folder: places.folder })
    await signInFirst(round)
    let failures = 0
    for (let n = 1; !signal.aborted; n++) {
      await demandNoAlarm(cli, sending.route.origin)
      const failed = await attempt(round, failures)
      failures = failed ? failures + 1 : 0
      // Two looks: what has not changed between them is whole or half, and not on its way.
      if (once && (n === 2 || failed)) break
      await nudge.wait({
        ms: failed ? retryAfter(pace, failures) : once ? pace.settleMs : pace.lookMs,
        // What the folder does is no reason to ask the service sooner.
        nudged: !failed && !once,
        signal,
      })
    }
    if (signal.aborted) report({ end: 'stopped' })
    return round.tally
  } finally {
    nudge.end()
    await lock.release()
  }
}

/** Wrong options end the watch at once. A service that is away is no reason not to begin. */
async function signInFirst({ sending, report }: Round): Promise<void> {
  try {
    await sending.signedIn.use(async () => undefined)
  } catch (error) {
    if (isFatal(error) || error instanceof MisdirectedError) throw error
    report({ end: 'trouble', name: null, message: sentenceFor(error), retrySeconds: null })
  }
}

/** @returns whether something failed that is no drop's fault */
async function attempt(round: Round, failures: number): Promise<boolean> {
  try {
    await goRound(round)
    return false
  } catch (error) {
    if (isFatal(error) || error instanceof UnfinishedError || error instanceof LockLostError) throw error
    tellTrouble(round, { name: null, error, waitMs: retryAfter(round.pace, failures + 1) })
    return true
  }
}

type Nudges = {
  /** Waits so long; if `nudged`, no longer than until something happens in the folder. */
  wait(how: { ms: number; nudged: boolean; signal: AbortSignal }): Promise<void>
  end(): void
}

/** Events of the folder, where its file system has any: network folders do not, and are polled all the same. */
function nudgesOf(folder: string): Nudges {
  let wake: (() => void) | null = null
  const start = () => {
    try {
      return watch(folder, { persistent: false }, () => wake?.()).on('error', () => undefined)
    } catch {
      return null
    }
  }
  const watcher = start()
  return {
    wait: ({ ms, nudged, signal }) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          wake = null
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        if (nudged) wake = () => setTimeout(done, Math.min(ms, 100))
        signal.addEventListener('abort', done)
        if (signal.aborted) done()
      }),
    end: () => watcher?.close(),
  }
}

/** What the command ends with after one pass. @throws ClientError when not everything was sent */
export function demandAllSent({ refused, troubles }: Tally, failed: (message: string) => ClientError): void {
  if (troubles > 0)
    throw failed('Not everything that is whole was sent; it is still in the folder. See above.')
  if (refused === 0) return
  throw failed(
    `${refused === 1 ? 'One was' : `${refused} were`} refused. The reasons are in the folder refused/.`,
  )
}
