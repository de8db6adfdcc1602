import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { createDatabase } from '../../src/store/embedded/roles.ts'
import { type Embedded, startEmbedded } from '../../src/store/embedded/start.ts'
import { migrate } from '../../src/store/migrate.ts'

export const TEMPLATE = 'despatch_template'
export const MIGRATIONS = join(import.meta.dirname, '../../migrations')

/** Nothing in a test outlives it: speed before durability. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }

/** Memory that is a file system, where there is one, and what a run takes of it at most. */
const [MEMORY, NEEDED_BYTES] = ['/dev/shm', 4 * 2 ** 30]

/**
 * Where the cluster lies. A database is some eight hundred files: to clone the template takes half a second on a disk, and a
 * twentieth of one in memory, and each of some hundred test files clones it at least once.
 */
async function clusterPlace(): Promise<string> {
  const found = await statfs(MEMORY).catch(() => null)
  return found !== null && found.bavail * found.bsize >= NEEDED_BYTES ? MEMORY : tmpdir()
}

/**
 * Starts a throwaway PostgreSQL with one migrated template database. The process number is in the name of
 * its folder, so that what a killed run has left behind can be swept away by the next.
 */
export async function startTestCluster(): Promise<{ embedded: Embedded; stop(): Promise<void> }> {
  const place = await clusterPlace()
  await sweep(place)
  const dataDir = await mkdtemp(join(place, `despatch-test-${process.pid}-`))
  const embedded = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }), settings: FAST })
  const admin = new pg.Client(embedded.superuserUrl('postgres'))
  await admin.connect()
  await createDatabase((sql) => admin.query(sql), TEMPLATE)
  await admin.end()
  await migrate(embedded.url('despatch_owner', TEMPLATE), MIGRATIONS)
  return {
    embedded,
    async stop() {
      await embedded.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function sweep(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = Number(/^despatch-test-(\d+)-/.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    const dataDir = join(place, name)
    // Taking the orphan over, with the settings it had, is the way to stop it.
    const orphan = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }), settings: FAST }).catch(
      () => null,
    )
    await orphan?.stop()
    await rm(dataDir, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
