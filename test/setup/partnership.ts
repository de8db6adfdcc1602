import { cp, lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { stopAgent } from '../../src/demo/partner/gpg.ts'
import { forgetGpgHome, gpgHome } from '../../src/demo/partner/gpg-home.ts'
import { mailPartners } from '../../src/demo/partner/partners.ts'
import { loadPartnership } from '../../src/demo/partnership.ts'
import { connect } from '../../src/store/connect.ts'
import { createDatabase } from '../../src/store/embedded/roles.ts'
import type { Embedded } from '../../src/store/embedded/start.ts'
import { TEMPLATE } from './cluster.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

/** The database that has the demonstration partnership, and nothing else yet. */
export const PARTNERSHIP = 'despatch_partnership'

/**
 * Loads the demonstration partnership once for the whole run: its keys, those that gpg makes among them, are what
 * takes most of the time of a first start. Each test gets a copy of its own (`createPartnership`).
 *
 * @returns the folder with what would be on people's own machines
 */
export async function preparePartnership(embedded: Embedded): Promise<string> {
  const admin = new pg.Client(embedded.superuserUrl('postgres'))
  await admin.connect()
  await createDatabase((sql) => admin.query(sql), PARTNERSHIP, TEMPLATE)
  await admin.end()
  const folder = await mkdtemp(join(tmpdir(), 'dp-'))
  const { db, close } = connect(embedded.url('despatch_app', PARTNERSHIP), {
    max: 2,
    applicationName: 'test partnership',
  })
  await loadPartnership({ db, dataDir: folder, now: new Date() })
  await close()
  for (const { domain } of mailPartners) {
    const gnupg = join(folder, 'demo', 'partners', domain, 'gnupg')
    if ((await readdir(gnupg).catch(() => [])).length === 0) continue
    const home = await gpgHome(gnupg)
    await stopAgent(home)
    await forgetGpgHome(home)
  }
  return folder
}

/**
 * A copy of the demonstration partnership of one's own: its database, and a data directory with everybody's keys.
 *
 * @param prefix of the directory's name; short, since gpg's agent makes a socket below it
 */
export async function createPartnership(
  prefix: string,
): Promise<{ database: TestDatabase; dataDir: string }> {
  const { partnership, partnershipFolder } = inject('postgres')
  const database = await createTestDatabase({ template: partnership })
  const dataDir = await mkdtemp(join(tmpdir(), prefix))
  await cp(join(partnershipFolder, 'demo'), join(dataDir, 'demo'), {
    recursive: true,
    preserveTimestamps: true,
    filter: async (path) => {
      const found = await lstat(path)
      return found.isFile() || found.isDirectory()
    },
  })
  return { database, dataDir }
}

/** Removes what `preparePartnership` made. */
export const removePartnership = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true })
