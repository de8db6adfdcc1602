import type { FastifyReply } from 'fastify'
import { problem } from '../domain/problems.ts'
import type { NamedLimiter, Taken } from '../services/limits.ts'

/** What a limit counts, as the header fields call it. */
type Unit = 'requests' | 'content-bytes'
type Use = { points?: number; unit?: Unit }

/**
 * Counts a use and goes on, or refuses. The answer says in `RateLimit-Policy` and `RateLimit`
 * (draft-ietf-httpapi-ratelimit-headers) what each limit that it was under allows and what is left; a refusal also in
 * `Retry-After` (RFC 9110 §10.2.3) when to come again.
 *
 * @throws ProblemError `too-many-requests`
 */
export async function demandWithin(
  reply: FastifyReply,
  limiter: NamedLimiter,
  key: string,
  { points = 1, unit = 'requests' }: Use = {},
): Promise<void> {
  demandAllowed(reply, limiter, await limiter.take(key, points), unit)
}

/** The same for what was counted before, or only looked at: refuses when nothing is left. */
export function demandAllowed(
  reply: FastifyReply,
  { name, windowSeconds }: NamedLimiter,
  { allowed, limit, remaining, resetSeconds }: Taken,
  unit: Unit = 'requests',
): void {
  const units = unit === 'requests' ? '' : `;qu="${unit}"`
  add(reply, 'ratelimit-policy', `"${name}";q=${limit}${units};w=${windowSeconds}`)
  add(reply, 'ratelimit', `"${name}";r=${remaining};t=${resetSeconds}`)
  if (allowed) return
  refuse(
    reply,
    resetSeconds,
    `That is more than the limit ${name} allows; try again in ${seconds(resetSeconds)}.`,
  )
}

/** Refuses until so many seconds have gone. */
export function refuse(reply: FastifyReply, afterSeconds: number, detail: string): never {
  reply.header('retry-after', String(afterSeconds))
  throw problem('too-many-requests', detail)
}

const seconds = (count: number) => (count === 1 ? 'a second' : `${count} seconds`)

/** One more member of a list (RFC 9651 §3.1). */
function add(reply: FastifyReply, name: string, member: string): void {
  const before = reply.getHeader(name)
  reply.header(name, before === undefined ? member : `${before}, ${member}`)
}
