import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { Uuid } from '../../domain/wire/primitives.ts'
import { DeliveryStateResponse, ReferralView, StatementRequest } from '../../domain/wire/referral-response.ts'
import { fileArrival } from '../../services/arrivals/file-arrival.ts'
import { takeReceipt } from '../../services/receipts.ts'
import { releaseDelivery } from '../../services/referrals/release.ts'
import { viewDelivery } from '../../services/referrals/view.ts'
import { callerOf } from '../caller-of.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { sendContent } from '../send-content.ts'

const IdParams = Type.Object({ id: Uuid })
type IdParams = Static<typeof IdParams>
const Done = Type.Object({ filed: Type.Boolean() }, { additionalProperties: false })

/** What a reader does with a delivery: collect it with a signed receipt, fetch it, answer it, file it. */
export function deliveryRoutes(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { db } = dependencies

  app.get<{ Params: IdParams }>(
    '/deliveries/:id',
    { schema: { params: IdParams, response: { 200: ReferralView } } },
    async (request) => {
      const caller = await callerOf(request, dependencies)
      return viewDelivery(dependencies, caller, request.params.id)
    },
  )

  app.post<{ Params: IdParams; Body: StatementRequest }>(
    '/deliveries/:id/receipts',
    { schema: { params: IdParams, body: StatementRequest, response: { 201: DeliveryStateResponse } } },
    async (request, reply) => {
      const caller = await callerOf(request, dependencies)
      const state = await takeReceipt(dependencies, caller, request.params.id, request.body)
      return reply.status(201).send(state)
    },
  )

  app.get<{ Params: IdParams }>(
    '/deliveries/:id/content',
    { schema: { params: IdParams } },
    async (request, reply) => {
      const caller = await callerOf(request, dependencies)
      return sendContent(reply, await releaseDelivery(db, caller, request.params.id))
    },
  )

  app.post<{ Params: IdParams; Body: StatementRequest }>(
    '/deliveries/:id/filed',
    { schema: { params: IdParams, body: StatementRequest, response: { 201: Done } } },
    async (request, reply) => {
      const caller = await callerOf(request, dependencies)
      await fileArrival(dependencies, caller, request.params.id, request.body)
      return reply.status(201).send({ filed: true })
    },
  )
}
