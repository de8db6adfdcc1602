import { operations } from '../../domain/wire/operations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { TOKEN_LIFE_MS } from '../plugins/access-token.ts'
import { forAnyone, type Route } from '../route.ts'
import { watchFailures } from '../sign-in-failures.ts'

/** Signing in: a challenge that the client composes and signs, then a token of minutes. */
export function sessionRoutes({ signIn, description, clock, limits }: ApiDependencies): Route[] {
  const judged = watchFailures(limits)
  return [
    forAnyone(operations.describeService, async () => description),

    forAnyone(operations.askChallenge, async ({ body }) => signIn.challenge(body.login)),

    forAnyone(operations.signIn, async ({ body }, reply) => {
      const caller = await judged(body.login, reply, () => signIn.verify(body))
      return {
        accessToken: await reply.jwtSign({ sub: caller.personId }),
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
    }),
  ]
}
