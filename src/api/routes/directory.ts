import { operations } from '../../domain/wire/operations.ts'
import { readCertificates, readDirectory } from '../../services/directory.ts'
import { readKeyGrants } from '../../services/mailbox-keys/own-grants.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** Who is in the partnership, their certificates, and the caller's own mailbox keys. */
export function directoryRoutes({ db, service }: ApiDependencies): Route[] {
  return [
    forCaller(operations.readDirectory, async ({ agencyId }) => readDirectory(db, service, agencyId)),

    forCaller(operations.readCertificates, async (caller, { query }) => ({
      certificates: await readCertificates(db, caller, query),
    })),

    forCaller(operations.readKeyGrants, async (caller) => ({ grants: await readKeyGrants(db, caller) })),
  ]
}
