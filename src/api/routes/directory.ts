import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { Directory } from '../../domain/wire/directory.ts'
import { CertificateResponse, KeyGrantsResponse } from '../../domain/wire/key-response.ts'
import { Address, Fingerprint } from '../../domain/wire/primitives.ts'
import { Login } from '../../domain/wire/texts.ts'
import { readCertificates, readDirectory } from '../../services/directory.ts'
import { readKeyGrants } from '../../services/key-grants.ts'
import { callerOf } from '../caller-of.ts'
import type { ApiDependencies } from '../dependencies.ts'

const CertificateQuery = Type.Object(
  {
    mailbox: Type.Optional(Address),
    person: Type.Optional(Login),
    fingerprint: Type.Optional(Fingerprint),
  },
  { additionalProperties: false },
)
const Certificates = Type.Object(
  { certificates: Type.Array(CertificateResponse) },
  { additionalProperties: false },
)

/** Who is in the partnership, their certificates, and the caller's own mailbox keys. */
export function directoryRoutes(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { db, service } = dependencies

  app.get('/directory', { schema: { response: { 200: Directory } } }, async (request) => {
    await callerOf(request, dependencies)
    return readDirectory(db, service)
  })

  app.get<{ Querystring: Static<typeof CertificateQuery> }>(
    '/certificates',
    { schema: { querystring: CertificateQuery, response: { 200: Certificates } } },
    async (request) => {
      await callerOf(request, dependencies)
      return { certificates: await readCertificates(db, request.query) }
    },
  )

  app.get('/key-grants', { schema: { response: { 200: KeyGrantsResponse } } }, async (request) => ({
    grants: await readKeyGrants(db, await callerOf(request, dependencies)),
  }))
}
