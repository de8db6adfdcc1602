import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Db } from '../../services/db.ts'
import type { Post } from '../../services/log/ask-witness.ts'
import { createCollecting } from '../../services/log/collect.ts'
import type { LogName } from '../../services/log/heads.ts'
import type { Fault, Quorum } from '../../services/log/keep-cosignatures.ts'
import { demandNotAhead } from '../../services/log/not-ahead.ts'
import type { Witness } from '../../services/log/witness-list.ts'
import { connect } from '../../store/connect.ts'
import { type Loop, startLoop } from '../../workers/loop.ts'

/** Who is asked, and whether anything waits for them. */
export type WitnessSettings = { witnesses: readonly Witness[]; quorum: Quorum }

const EVERY_MS = 1_000
/** A log that makes many checkpoints a second shows its witnesses the newest of them, no oftener than this. */
const APART_MS = 250
/** The longest that a witness has for an answer, and that a quick one waits for a slow one. */
export const ANSWER_MS = 5_000
const ROUND_MS = 1_000
/** The longest answer that is read, in octets: a few lines. */
const LONGEST_ANSWER = 16 * 1024

const MEANS: Readonly<Record<Exclude<Fault, null>, string>> = {
  unreachable: 'the witness does not answer',
  rubbish: 'the witness answers with something that is no signature of its key',
  refuses: 'the witness refuses the checkpoint: it does not know the log, or not the key that signs it',
  ahead:
    'the witness has seen a longer log than there is here: an older backup was restored. Nothing it has seen may be written anew; restore the newest',
  contradicts:
    'the witness has seen another log, which this one does not continue: two histories were signed. Restore the newest backups',
}

/**
 * Collects the signatures of the witnesses, beside the sequencer and never in its way: it is told of a new checkpoint when
 * that is published.
 *
 * @param writes whether this process is the one that writes the log; of several that might, one asks
 */
export function witnessesRole(of: {
  url: string
  settings: WitnessSettings
  writes: () => boolean
  logger: Logger
}): Pick<Loop, 'nudge' | 'stop'> {
  const { url, settings, writes, logger } = of
  const { witnesses, quorum } = settings
  const { db, close } = connect(url, { max: 2, applicationName: 'despatch witnesses' })
  const stopping = new AbortController()
  const running = (['log', 'trust'] as const).map((log: LogName) => {
    const collecting = createCollecting({
      db,
      log,
      witnesses,
      quorum,
      post: postWithin(ANSWER_MS, stopping.signal),
      elapsed: () => performance.now(),
      told(witness, fault) {
        if (stopping.signal.aborted) return
        if (fault === null) logger.info({ witness: witness.name, log }, 'the witness signs again')
        else logger.warn({ witness: witness.name, log }, MEANS[fault])
      },
    })
    const loop = startLoop(
      async () => {
        if (!writes()) return
        await collecting.round(ROUND_MS)
        await pause(APART_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      },
      {
        everyMs: EVERY_MS,
        onError: () => logger.warn({ log }, 'the witnesses cannot be asked: no database'),
      },
    )
    return { loop, collecting }
  })
  return {
    nudge() {
      for (const { loop } of running) loop.nudge()
    },
    async stop() {
      stopping.abort()
      await Promise.all(running.map(({ loop }) => loop.stop()))
      await Promise.all(running.map(({ collecting }) => collecting.rest()))
      await close()
    },
  }
}

/** Asks them before anything is signed over a state that did not fit together; see `demandNotAhead`. */
export function witnessesNotAhead({ witnesses, quorum }: WitnessSettings, logger: Logger) {
  return (db: Db, log: LogName, empty?: string): Promise<void> =>
    demandNotAhead(db, {
      log,
      witnesses,
      quorum,
      empty,
      post: postWithin(ANSWER_MS),
      unheard: (silent) =>
        logger.warn(
          { log, witnesses: silent.map(({ name }) => name) },
          'the log is gone on with after something did not fit, and these witnesses could not be asked whether they have seen more of it',
        ),
    })
}

/** Plain HTTP or HTTPS as the address says; nobody is followed elsewhere. */
export function postWithin(ms: number, stopping?: AbortSignal): Post {
  return async (url, body) => {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(ms), ...(stopping ? [stopping] : [])]),
    })
    const pieces: Uint8Array[] = []
    let length = 0
    for await (const piece of response.body ?? []) {
      length += piece.length
      if (length > LONGEST_ANSWER) throw new Error('the answer is too long')
      pieces.push(piece)
    }
    return { status: response.status, body: Buffer.concat(pieces).toString('utf8') }
  }
}
