import type { Logger } from 'pino'
import { readCosigner } from '../../log/cosignature.ts'
import { readSigner } from '../../log/keys.ts'
import type { Db } from '../../services/db.ts'
import { faultOf } from '../../services/fault.ts'
import { LogBrokenError } from '../../services/log/broken.ts'
import type { LogName } from '../../services/log/heads.ts'
import { JournalDamaged } from '../../services/log/journal.ts'
import type { LogJournal } from '../../services/log/log-journal.ts'
import { WitnessesAwaited } from '../../services/log/not-ahead.ts'
import { type Sequencer, startSequencer } from '../../services/log/sequence.ts'
import type { TrustJournal } from '../../services/log/trust-journal.ts'
import { startTrustSequencer, type TrustSequencer } from '../../services/log/trust-sequence.ts'
import { connect } from '../../store/connect.ts'
import { type Loop, startLoop } from '../../workers/loop.ts'
import type { SequencerKeys } from '../log-keys.ts'
import { createLogLock } from './log-lock.ts'
import { sayRepairs } from './say-repairs.ts'

const EVERY_MS = 1000
/**
 * After a publication: of the transactions that stage records at the same time one alone notifies (migration 0003), and
 * the others may be committed a little later.
 */
const LOOK_AGAIN_MS = [20, 50, 100, 300]

/**
 * The sequencer role: holds the advisory lock on a session of its own, and publishes what is staged, of the log and of the
 * trust log. Another
 * sequencer waits, and takes over when the lock's session ends.
 *
 * When the tree in the database is not the one that was signed, nothing more is published, and so nothing
 * leaves: this is said in the log and by `/readyz`, and is for the operator to mend.
 */
export function sequencerRole({
  url,
  journal,
  trustJournal,
  keys,
  settled,
  demandNotAhead = async () => {},
  clock,
  logger,
}: {
  url: string
  journal: LogJournal
  trustJournal: TrustJournal
  clock: () => Date
  keys: SequencerKeys
  /** done under the lock, before anything is published */
  settled: (db: Db) => Promise<void>
  /** rejects when a witness has seen more than there is here; asked where something did not fit */
  demandNotAhead?: (db: Db, log: LogName, empty?: string) => Promise<void>
  logger: Logger
}): Loop & { writes(): boolean } {
  const { db, close } = connect(url, { max: 2, applicationName: 'despatch sequencer' })
  let sequencer: { log: Sequencer; trust: TrustSequencer } | undefined
  let said = ''
  let waits = false
  const lock = createLogLock(url, () => {
    sequencer = undefined
  })

  async function drained(writing: Pick<Sequencer, 'publishBatch'>): Promise<void> {
    while ((await writing.publishBatch()) > 0) lookAgain()
  }

  async function begin() {
    const demandAlone = lock.demand
    const { signers, verifiers, beginning = null } = keys.log
    const { secrets, vkeys } = keys.trust
    await settled(db)
    // Each key signs as that of a log and, to say when, as that of a witness.
    const trustSigners = await Promise.all(
      secrets.flatMap((secret) => [readSigner(secret), readCosigner(secret, clock)]),
    )
    const log = await startSequencer({
      db,
      journal,
      signers,
      verifiers,
      beginning,
      demandAlone,
      demandNotAhead: () => demandNotAhead(db, 'log'),
      tell: sayRepairs(logger),
    })
    const trust = await startTrustSequencer({
      db,
      journal: trustJournal,
      signers: trustSigners,
      vkeys,
      clock,
      demandAlone,
      demandNotAhead: (empty) => demandNotAhead(db, 'trust', empty),
    })
    return { log, trust }
  }

  async function release(): Promise<void> {
    sequencer = undefined
    await lock.release()
  }

  let again: NodeJS.Timeout | undefined
  function lookAgain(step = 0): void {
    clearTimeout(again)
    const wait = LOOK_AGAIN_MS[step]
    if (wait === undefined) return
    again = setTimeout(() => {
      loop.nudge()
      lookAgain(step + 1)
    }, wait)
  }

  const loop: Loop = startLoop(
    async () => {
      const taken = await lock.take()
      if (taken === 'taken' && !waits) {
        logger.info('another sequencer writes the log; this one waits to take over')
        waits = true
      }
      if (taken !== 'ours') return
      if (waits) logger.info('this sequencer has taken over the log')
      waits = false
      sequencer ??= await begin()
      // A name of its own: the lock may be lost, and `sequencer` with it, while this one is still at work.
      const writing = sequencer
      await both(drained(writing.log), drained(writing.trust))
      said = ''
    },
    {
      everyMs: EVERY_MS,
      onError(error) {
        // Only what the log itself says is safe to repeat; a database tells the row that it refused.
        const why = isAboutTheLog(error) ? { reason: error.message } : faultOf(error)
        const saying = JSON.stringify(why)
        if (saying !== said) logger.error(why, 'the log is not being written; nothing leaves until it is')
        said = saying
        // After a fault the state is read again from the database and the journal: the normal way in. The lock
        // is given up, since another sequencer may be able to go on where this one is not.
        void release()
      },
    },
  )
  return {
    nudge: loop.nudge,
    health: loop.health,
    writes: () => sequencer !== undefined,
    async stop() {
      await loop.stop()
      clearTimeout(again)
      await release()
      await close()
    },
  }
}

function isAboutTheLog(error: unknown): error is Error {
  return [LogBrokenError, JournalDamaged, WitnessesAwaited].some((kind) => error instanceof kind)
}

/** What holds up one log does not hold up the other; that it did is said when both are through. */
async function both(...work: Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work))
    if (outcome.status === 'rejected') throw outcome.reason
}
