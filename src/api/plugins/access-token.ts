import type { FastifyRequest } from 'fastify'
import { problem } from '../../domain/problems.ts'
import type { AccessTokens, Bearer } from '../access-tokens.ts'

/**
 * Whom the token of the request names, and in which session.
 *
 * @throws ProblemError `token-expired`, or `not-signed-in` whatever else is wrong with the token
 */
export function bearerOf({ headers }: FastifyRequest, tokens: AccessTokens): Bearer {
  const { authorization } = headers
  if (authorization === undefined)
    throw problem('not-signed-in', 'Sign in first: this needs an access token.')
  const [, token] = /^Bearer ([\w.-]+)$/i.exec(authorization) ?? []
  if (token === undefined)
    throw problem('not-signed-in', 'Sign in first: this needs an access token as Authorization: Bearer.')
  return tokens.read(token)
}
