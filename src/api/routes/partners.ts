import { operations } from '../../domain/wire/operations.ts'
import {
  pausePartner,
  reroutePartner,
  resumePartner,
  retryPartner,
  setPartnerReminders,
} from '../../services/partners/change.ts'
import { readPartners } from '../../services/partners/read.ts'
import { askForTest, readTest } from '../../services/partners/test-message.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** How mail leaves for each partner, and what the co-ordinator does about it. */
export function partnerRoutes(dependencies: ApiDependencies): Route[] {
  const { db } = dependencies
  return [
    forCaller(operations.readPartners, async (caller) => readPartners(db, caller)),

    forCaller(operations.pausePartner, async (caller, { params }) =>
      pausePartner(dependencies, caller, params.domain),
    ),

    forCaller(operations.resumePartner, async (caller, { params }) =>
      resumePartner(dependencies, caller, params.domain),
    ),

    forCaller(operations.retryPartner, async (caller, { params }) => retryPartner(db, caller, params.domain)),

    forCaller(operations.reroutePartner, async (caller, { params, body }) =>
      reroutePartner(dependencies, caller, params.domain, body),
    ),

    forCaller(operations.setPartnerReminders, async (caller, { params, body }) =>
      setPartnerReminders(dependencies, caller, params.domain, body),
    ),

    forCaller(operations.testPartner, async (caller, { params }) => askForTest(db, caller, params.domain)),

    forCaller(operations.readPartnerTest, async (caller, { params }) => readTest(db, caller, params)),
  ]
}
