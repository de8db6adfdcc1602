import { operations } from '../../domain/wire/operations.ts'
import { changeMailboxKeys } from '../../services/mailbox-keys/change.ts'
import { grantMailboxKeys } from '../../services/mailbox-keys/grant.ts'
import { openRecovery, readOpenings, readRecoveryGrants } from '../../services/mailbox-keys/openings.ts'
import { readMailboxKeys } from '../../services/mailbox-keys/read.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** Who holds the keys of mailboxes, and the recovery key of an agency. */
export function mailboxKeyRoutes(dependencies: ApiDependencies): Route[] {
  const { db } = dependencies
  return [
    forCaller(operations.readMailboxKeys, async (caller, { params }) =>
      readMailboxKeys(db, caller, params.address),
    ),

    forCaller(operations.changeMailboxKeys, async (caller, { params, body }) =>
      changeMailboxKeys(dependencies, caller, params.address, body),
    ),

    forCaller(operations.grantMailboxKeys, async (caller, { params, body }) =>
      grantMailboxKeys(dependencies, caller, params.address, body),
    ),

    forCaller(operations.readKeyOpenings, async (caller) => ({
      openings: await readOpenings(dependencies, caller),
    })),

    forCaller(operations.openRecovery, async (caller, { body }) => openRecovery(dependencies, caller, body)),

    forCaller(operations.readRecoveryGrants, async (caller, { params }) => ({
      grants: await readRecoveryGrants(dependencies, caller, params.id),
    })),
  ]
}
