import { operations } from '../../domain/wire/operations.ts'
import { fileArrival } from '../../services/arrivals/file-arrival.ts'
import { takeReceipt } from '../../services/receipts.ts'
import { releaseDelivery } from '../../services/referrals/release.ts'
import { viewDelivery } from '../../services/referrals/view.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'
import { sendContent } from '../send-content.ts'

/** What a reader does with a delivery: collect it with a signed receipt, fetch it, answer it, file it. */
export function deliveryRoutes(dependencies: ApiDependencies): Route[] {
  return [
    forCaller(operations.readDelivery, async (caller, { params }) =>
      viewDelivery(dependencies, caller, params.id),
    ),

    forCaller(operations.giveReceipt, async (caller, { params, body }) =>
      takeReceipt(dependencies, caller, params.id, body),
    ),

    forCaller(operations.readDeliveryContent, async (caller, { params }, reply) =>
      sendContent(reply, await releaseDelivery(dependencies.db, caller, params.id), dependencies.tidy),
    ),

    forCaller(operations.fileDelivery, async (caller, { params, body }) => {
      await fileArrival(dependencies, caller, params.id, body)
      return { filed: true }
    }),
  ]
}
