import type { TestProject } from 'vitest/node'
import { startTestCluster, TEMPLATE } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URLs of the run's PostgreSQL; `{database}` stands for the name of a database. */
    postgres: {
      template: string
      superuserUrl: string
      ownerUrl: string
      runtimeUrl: string
      sequencerUrl: string
    }
  }
}

/** One PostgreSQL for the whole run; every test file clones a database of its own (`database.ts`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { embedded, stop } = await startTestCluster()
  project.provide('postgres', {
    template: TEMPLATE,
    superuserUrl: embedded.superuserUrl('{database}'),
    ownerUrl: embedded.url('despatch_owner', '{database}'),
    runtimeUrl: embedded.url('despatch_app', '{database}'),
    sequencerUrl: embedded.url('despatch_seq', '{database}'),
  })
  return stop
}
