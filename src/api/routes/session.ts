import type { FastifyReply } from 'fastify'
import { isProblem } from '../../domain/problems.ts'
import { operations } from '../../domain/wire/operations.ts'
import type { RefreshResponse, SignInResponse } from '../../domain/wire/session.ts'
import { DORMANT_AFTER_DAYS } from '../../services/accounts/dormancy.ts'
import type { Begun, Entry } from '../../services/accounts/sessions.ts'
import type { Caller } from '../../services/caller.ts'
import { readBegun } from '../../services/log/begun.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, type Route } from '../route.ts'
import { watchFailures } from '../sign-in-failures.ts'

/** Signing in: by a signed challenge, by passphrase or by passkey, then tokens of minutes, and new ones for as long as the session lasts. */
export function sessionRoutes({
  db,
  signIn,
  accounts,
  tokens,
  description,
  limits,
}: ApiDependencies): Route[] {
  const { passphrases, passkeys } = accounts
  const judged = watchFailures(limits)

  function tokensOf(caller: Caller, begun: Begun): RefreshResponse {
    const { id, how, idleEndsAt, endsAt, refreshToken } = begun
    return {
      ...tokens.issue({ person: caller.personId, session: id }),
      refreshToken,
      session: { id, how, idleEndsAt: idleEndsAt.toISOString(), endsAt: endsAt.toISOString() },
      person: personOf(caller),
    }
  }

  async function enter(
    caller: Caller,
    entry: Omit<Entry, 'personId'>,
    reply: FastifyReply,
    browser: string | null = null,
  ): Promise<SignInResponse> {
    const entered = await accounts.enter(caller, entry, { address: reply.request.ip, browser })
    return {
      ...tokensOf(caller, entered),
      failedAttempts: entered.failedAttempts,
      lastActiveAt: entered.lastActiveAt.toISOString(),
      dormantAfterDays: caller.isMachine ? null : DORMANT_AFTER_DAYS,
    }
  }

  return [
    forAnyone(operations.describeService, async () => ({
      ...description,
      logBegun: await readBegun(db, description.logKey),
    })),

    forAnyone(operations.askChallenge, async ({ body }) => signIn.challenge(body.login)),

    forAnyone(operations.signIn, async ({ body }, reply) => {
      const { caller, device } = await judged(body.login, reply, () => signIn.verify(body))
      const how = device === null ? 'key' : 'device'
      return enter(caller, { how, device, label: body.label ?? null }, reply)
    }),

    forAnyone(operations.beginPassphraseSignIn, async ({ body }, reply) =>
      sayingWhen(reply, () => passphrases.begin(body, reply.request.ip)),
    ),

    forAnyone(operations.finishPassphraseSignIn, async ({ body }, reply) => {
      const { caller, browser, key } = await passphrases.finish(body, reply.request.ip)
      const entry = { how: 'passphrase' as const, device: null, label: body.label ?? null }
      return { ...(await enter(caller, entry, reply, browser)), key }
    }),

    forAnyone(operations.beginPasskeySignIn, async ({ body }) => passkeys.begin(body)),

    forAnyone(operations.finishPasskeySignIn, async ({ body }, reply) => {
      const { caller, passkey, key } = await judged(await passkeys.nameOf(body.credential), reply, () =>
        passkeys.finish(body),
      )
      const entry = { how: 'passkey' as const, device: null, passkey, label: body.label ?? null }
      return { ...(await enter(caller, entry, reply)), key }
    }),

    forAnyone(operations.refreshSession, async ({ body }) => {
      const { begun, caller } = await accounts.refresh(body.refreshToken)
      return tokensOf(caller, begun)
    }),
  ]
}

const personOf = (caller: Caller): SignInResponse['person'] => ({
  id: caller.personId,
  login: caller.login,
  agency: caller.agencyId,
  title: caller.title,
  roles: [...caller.roles],
  mailboxes: caller.mailboxes.map(({ address, rights }) => ({ address, rights: [...rights] })),
})

/** A refusal that says when to come again says so in the header too, where clients look for it. */
async function sayingWhen<T>(reply: FastifyReply, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isProblem(error, 'too-many-requests')) {
      reply.header('retry-after', String(error.extra.retryAfterSeconds))
    }
    throw error
  }
}
