import type { FastifyInstance } from 'fastify'
import {
  ChallengeRequest,
  ChallengeResponse,
  ServiceDescription,
  SignInRequest,
  SignInResponse,
} from '../../domain/wire/session.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { TOKEN_LIFE_MS } from '../plugins/access-token.ts'

/** Signing in: a challenge that the client composes and signs, then a token of minutes. */
export function sessionRoutes(app: FastifyInstance, { signIn, description, clock }: ApiDependencies): void {
  app.get('/service', { schema: { response: { 200: ServiceDescription } } }, async () => description)

  app.post<{ Body: ChallengeRequest }>(
    '/session/challenge',
    { schema: { body: ChallengeRequest, response: { 200: ChallengeResponse } } },
    async ({ body }) => signIn.challenge(body.login),
  )

  app.post<{ Body: SignInRequest }>(
    '/session',
    { schema: { body: SignInRequest, response: { 201: SignInResponse } } },
    async ({ body }, reply) => {
      const caller = await signIn.verify(body)
      const accessToken = await reply.jwtSign({ sub: caller.personId })
      const answer: SignInResponse = {
        accessToken,
        expiresAt: new Date(clock().getTime() + TOKEN_LIFE_MS).toISOString(),
        person: {
          id: caller.personId,
          login: caller.login,
          agency: caller.agencyId,
          title: caller.title,
          roles: [...caller.roles],
          mailboxes: caller.mailboxes.map(({ address, rights }) => ({ address, rights: [...rights] })),
        },
      }
      return reply.status(201).send(answer)
    },
  )
}
