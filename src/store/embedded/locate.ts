import { join } from 'node:path'
import type { Databases } from '../databases.ts'
import { chooseCluster } from './cluster.ts'
import { DATABASE, type LoginName, loginUrl, readLogins } from './logins.ts'
import { runningPostmaster } from './postmaster.ts'
import { systemUser } from './system-user.ts'

/** The embedded database that another process runs under `dataDir`; null when none is running. */
export async function locateEmbedded(dataDir: string): Promise<Databases | null> {
  const folder = join(dataDir, 'postgres')
  const logins = await readLogins(folder)
  if (!logins) return null
  const running = await runningPostmaster(await chooseCluster(folder, await systemUser(), logins))
  if (!running) return null
  const url = (login: LoginName) => loginUrl(logins, login, running.port, DATABASE)
  return {
    embedded: true,
    ownerUrl: url('despatch_owner'),
    runtimeUrl: url('despatch_app'),
    sequencerUrl: url('despatch_seq'),
  }
}
