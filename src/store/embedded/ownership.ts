import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/**
 * Who holds this advisory lock owns the embedded PostgreSQL. A lock of the database, not a file: it ends
 * with the process that held it, however that ended.
 */
const LOCK = 'select pg_try_advisory_lock(7161936415) as held'

export interface Ownership {
  /** Runs SQL as the cluster's superuser. */
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>
  release(): Promise<void>
}

/**
 * Takes the lock.
 * @param superuserUrl the cluster's `postgres` database
 * @param onLost called when the lock is gone and cannot be taken again: the database stopped by itself
 * @returns `held` when another process owns the database, `no-answer` when it does not take our password
 *   or does not answer
 */
export async function takeOwnership(
  superuserUrl: string,
  onLost: () => void,
): Promise<Ownership | 'held' | 'no-answer'> {
  const first = await connectPatiently(superuserUrl)
  if (!first) return 'no-answer'
  if (!(await lockPatiently(first))) {
    await first.end()
    return 'held'
  }
  let client = first
  let released = false
  const watch = (watched: pg.Client) => {
    watched.once('end', () => {
      if (!released) void retake()
    })
  }
  // A crashed backend makes PostgreSQL end every session and recover; that is no reason to stop the service.
  const retake = async () => {
    const again = await connectPatiently(superuserUrl)
    if (released) await again?.end()
    else if (again && (await lockPatiently(again).catch(() => false))) {
      client = again
      watch(again)
    } else {
      await again?.end()
      onLost()
    }
  }
  watch(client)
  return {
    query: (sql) => client.query(sql),
    async release() {
      released = true
      await client.end().catch(() => undefined)
    },
  }
}

async function connectPatiently(connectionString: string): Promise<pg.Client | null> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const client = new pg.Client({
      connectionString,
      application_name: 'despatch owner',
      connectionTimeoutMillis: 5_000,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      // 57P03: starting up, in recovery or shutting down. Anything else does not mend itself.
      if ((error as { code?: string }).code !== '57P03' || Date.now() > deadline) return null
    }
    await delay(50)
  }
}

/** A session whose process was killed may live for a moment yet. */
async function lockPatiently(client: pg.Client): Promise<boolean> {
  for (const deadline = Date.now() + 1_500; ; ) {
    const { rows } = await client.query<{ held: boolean }>(LOCK)
    if (rows[0]?.held) return true
    if (Date.now() > deadline) return false
    await delay(50)
  }
}
