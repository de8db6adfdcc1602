import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { addressBlock } from '../domain/address-block.ts'
import { isProblem } from '../domain/problems.ts'
import type { ApiLimits } from '../services/limits.ts'
import { demandAllowed } from './within.ts'

/** How long a sign-in takes under a login that many fail with. */
const SLOW_MS = 1_000

/**
 * Counts sign-ins that fail. Past the limit an address is refused under that login, and a login is slow everywhere:
 * so a stranger, from however many addresses, makes a person wait a second and locks nobody out.
 *
 * @returns does the sign-in, with the failure counted
 * @throws ProblemError `too-many-requests`, or what the sign-in throws
 */
export function watchFailures({ failedSignIns, failedSignInsAnywhere }: ApiLimits) {
  return async <T>(login: string, reply: FastifyReply, signIn: () => Promise<T>): Promise<T> => {
    // Neither has a space in it, so the key is of one address and one login.
    const here = `${addressBlock(reply.request.ip)} ${login}`
    const before = await failedSignIns.look(here)
    demandAllowed(reply, failedSignIns, { ...before, allowed: before.remaining > 0 })
    const anywhere = await failedSignInsAnywhere.look(login)
    if (anywhere.remaining === 0) await wait(SLOW_MS)
    try {
      return await signIn()
    } catch (error) {
      if (isProblem(error, 'sign-in-refused')) {
        await Promise.all([failedSignIns.take(here), failedSignInsAnywhere.take(login)])
      }
      throw error
    }
  }
}
