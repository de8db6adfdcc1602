import pg from 'pg'
import { SEQUENCER_LOCK } from '../../services/log/sequencer-lock.ts'

/** Between two attempts, however often somebody asks: each is one short question on a session that is open. */
const TRY_EVERY_MS = 900

/**
 * Has the server end the session of a machine that vanished without a goodbye within 4 s, and with it the lock:
 * 2 s of silence, then two questions a second apart that nobody answers (PostgreSQL 20.3, TCP settings). Where an answer
 * of the server was still under way, no such questions are asked: then 4 s without its being taken end it. A process that
 * dies on a machine which lives takes its sessions with it at once.
 */
const VANISHED =
  '-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2 -c tcp_user_timeout=4000'

/** The advisory lock on the log, on a session of its own. Of all who ask for it one has it, until its session ends. */
export type LogLock = {
  /** Tries to take it, at most about once a second: `unknown` when the last attempt was just before. */
  take(): Promise<'ours' | 'taken' | 'unknown'>
  /**
   * Resolves while it is ours. The lock lives as long as its session: a session that answers has it still.
   * @throws when it is not, or when that cannot be known within 5 s
   */
  demand(): Promise<void>
  /** Gives it up, or the waiting for it. It can be taken again. */
  release(): Promise<void>
}

/** @param onLost the session of the lock that we held has ended, and not by `release` */
export function createLogLock(url: string, onLost: () => void): LogLock {
  let session: pg.Client | undefined
  let held = false
  let triedAt = Number.NEGATIVE_INFINITY

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'despatch sequencer lock',
      options: VANISHED,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    })
    const ended = () => {
      if (session !== client) return
      const wasHeld = held
      session = undefined
      held = false
      if (wasHeld) onLost()
    }
    client.on('error', ended).on('end', ended)
    await client.connect()
    return client
  }

  async function release(): Promise<void> {
    const ended = session
    session = undefined
    held = false
    await ended?.end().catch(() => undefined)
  }

  return {
    release,
    async take() {
      if (held) return 'ours'
      if (performance.now() - triedAt < TRY_EVERY_MS) return 'unknown'
      triedAt = performance.now()
      try {
        session ??= await open()
        const { rows } = await session.query<{ locked: boolean }>(
          'select pg_try_advisory_lock($1) as locked',
          [SEQUENCER_LOCK],
        )
        held = session !== undefined && rows[0]?.locked === true
        return held ? 'ours' : 'taken'
      } catch (error) {
        await release()
        throw error
      }
    },
    async demand() {
      if (!session || !held) throw new Error('the session that held the lock of the log has ended')
      await session.query('select 1')
    },
  }
}
