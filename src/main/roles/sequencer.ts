import pg from 'pg'
import type { Logger } from 'pino'
import { faultOf } from '../../services/fault.ts'
import { type BatchFile, BatchFileDamaged } from '../../services/log/batch-file.ts'
import { LogBrokenError, type Sequencer, startSequencer } from '../../services/log/sequence.ts'
import { connect } from '../../store/connect.ts'
import { type Loop, startLoop } from '../../workers/loop.ts'
import type { ServiceKeys } from '../service-keys.ts'

/** The lock that makes the sequencer the only one; any number that nothing else locks on. */
const SEQUENCER_LOCK = 0x6c6f67
const EVERY_MS = 1000

/**
 * The sequencer role: holds the advisory lock on a session of its own, and publishes what is staged. Another
 * sequencer waits, and takes over when the lock's session ends.
 *
 * When the tree in the database is not the one that was signed, nothing more is published, and so nothing
 * leaves: this is said in the log and by `/readyz`, and is for the operator to mend.
 */
export function sequencerRole({
  url,
  file,
  keys,
  logger,
}: {
  url: string
  file: BatchFile
  keys: Pick<ServiceKeys, 'log'>
  logger: Logger
}): Loop {
  const { db, close } = connect(url, { max: 2, applicationName: 'despatch sequencer' })
  let session: pg.Client | undefined
  let sequencer: Sequencer | undefined
  let said = ''

  async function release(): Promise<void> {
    sequencer = undefined
    const ended = session
    session = undefined
    await ended?.end().catch(() => undefined)
  }

  const loop = startLoop(
    async () => {
      session ??= await takeLock(url, () => void release())
      if (!session) return
      sequencer ??= await startSequencer({
        db,
        file,
        signer: keys.log.signer,
        verifier: keys.log.verifier,
        demandAlone: async () => demandLock(session),
      })
      // A name of its own: the lock may be lost, and `sequencer` with it, while this one is still at work.
      const writing = sequencer
      while ((await writing.publishBatch()) > 0);
      said = ''
    },
    {
      everyMs: EVERY_MS,
      onError(error) {
        // After a fault the state is read again from the database and the batch file: the normal way in. The lock
        // is given up, since another sequencer may be able to go on where this one is not.
        void release()
        // Only what the log itself says is safe to repeat; a database tells the row that it refused.
        const why = isAboutTheLog(error) ? { reason: error.message } : faultOf(error)
        const saying = JSON.stringify(why)
        if (saying !== said) logger.error(why, 'the log is not being written; nothing leaves until it is')
        said = saying
      },
    },
  )
  return {
    nudge: loop.nudge,
    async stop() {
      await loop.stop()
      await release()
      await close()
    },
  }
}

function isAboutTheLog(error: unknown): error is Error {
  return error instanceof LogBrokenError || error instanceof BatchFileDamaged
}

/** The lock is held as long as its session lives: a session that answers has it still. */
async function demandLock(session: pg.Client | undefined): Promise<void> {
  if (!session) throw new Error('the session that held the lock of the log has ended')
  await session.query('select 1')
}

async function takeLock(url: string, onLost: () => void): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'despatch sequencer lock',
    keepAlive: true,
  })
  client.on('error', onLost)
  await client.connect()
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    SEQUENCER_LOCK,
  ])
  if (rows[0]?.locked) return client
  await client.end()
  return undefined
}
