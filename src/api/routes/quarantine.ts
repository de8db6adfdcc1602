import { operations } from '../../domain/wire/operations.ts'
import { decideHeld, readQuarantine } from '../../services/quarantine.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { pageOf } from '../page-of.ts'
import { forCaller, type Route } from '../route.ts'

/** What was held back from a mailbox's inbox, and what its members do about it. */
export function quarantineRoutes(dependencies: ApiDependencies): Route[] {
  return [
    forCaller(operations.readQuarantine, async (caller, { query }) =>
      readQuarantine(dependencies.db, caller, { mailbox: query.mailbox, ...pageOf(query) }),
    ),

    forCaller(operations.releaseHeld, async (caller, { params }) =>
      decideHeld(dependencies, caller, params.delivery, 'released'),
    ),

    forCaller(operations.dismissHeld, async (caller, { params }) =>
      decideHeld(dependencies, caller, params.delivery, 'dismissed'),
    ),
  ]
}
