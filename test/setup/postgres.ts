import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startTestCluster, TEMPLATE } from './cluster.ts'
import { PARTNERSHIP, preparePartnership, removePartnership } from './partnership.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URLs of the run's PostgreSQL; `{database}` stands for the name of a database. */
    postgres: {
      template: string
      /** the database that has the demonstration partnership already, and the folder with its people's keys */
      partnership: string
      partnershipFolder: string
      superuserUrl: string
      ownerUrl: string
      runtimeUrl: string
      sequencerUrl: string
    }
    /** where the programs that tests start keep what they were compiled to: half of what a start takes */
    compiled: string
    /** what tests need folders for is below this one, and gone when the run is; short, for the sockets of gpg's agent */
    folders: string
  }
}

/** One PostgreSQL for the whole run; every test file clones a database of its own (`database.ts`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { embedded, stop } = await startTestCluster()
  const partnershipFolder = await preparePartnership(embedded)
  project.provide('postgres', {
    template: TEMPLATE,
    partnership: PARTNERSHIP,
    partnershipFolder,
    superuserUrl: embedded.superuserUrl('{database}'),
    ownerUrl: embedded.url('despatch_owner', '{database}'),
    runtimeUrl: embedded.url('despatch_app', '{database}'),
    sequencerUrl: embedded.url('despatch_seq', '{database}'),
  })
  const folders = await mkdtemp(join(tmpdir(), 'dt-'))
  project.provide('compiled', join(folders, 'compiled'))
  project.provide('folders', folders)
  return async () => {
    await stop()
    await removePartnership(partnershipFolder)
    await rm(folders, { recursive: true, force: true })
  }
}
