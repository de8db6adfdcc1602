import { operations } from '../../domain/wire/operations.ts'
import { findPartnerKey } from '../../services/partner-keys/find.ts'
import { readSeenKeys, reportSeenKey } from '../../services/partner-keys/seen.ts'
import { settleSeenKey } from '../../services/partner-keys/settle.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** Keys of partners that were seen and wait for a liaison officer. */
export function partnerKeyRoutes(dependencies: ApiDependencies): Route[] {
  return [
    forCaller(operations.readSeenKeys, async (caller, { query }) => ({
      keys: await readSeenKeys(dependencies.db, caller, query.mailbox),
    })),

    forCaller(operations.reportSeenKey, async (caller, { body }) =>
      reportSeenKey(dependencies, caller, body),
    ),

    forCaller(operations.findPartnerKey, async (caller, { body }) =>
      findPartnerKey(dependencies, caller, body.mailbox),
    ),

    forCaller(operations.settleSeenKey, async (caller, { params, body }) =>
      settleSeenKey(dependencies, caller, { ...params, ...body }),
    ),
  ]
}
