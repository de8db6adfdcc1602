import { createPrivateKey, createPublicKey } from 'node:crypto'
import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Value from 'typebox/value'
import { problem } from '../../domain/problems.ts'
import { Uuid } from '../../domain/wire/primitives.ts'

/** How long an access token is good for. Whether its holder may still act is looked up at every call. */
export const TOKEN_LIFE_MS = 15 * 60 * 1000
/** Tokens whose signature need not be verified again. */
const TOKENS_KEPT = 1000

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: { sub: string }
    user: { sub: string }
  }
}

/**
 * Access tokens: EdDSA (Ed25519) JWTs that name a person by id and nothing else.
 *
 * @param key PKCS#8 PEM of the token key
 * @param issuer the service's origin; a token of another service is refused
 */
export async function useAccessTokens(
  app: FastifyInstance,
  { key, issuer }: { key: string; issuer: string },
) {
  const publicKey = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'pem' }).toString()
  await app.register(jwt, {
    secret: { private: key, public: publicKey },
    // A number counts seconds here, whatever it counts elsewhere.
    sign: { algorithm: 'EdDSA', iss: issuer, aud: issuer, expiresIn: TOKEN_LIFE_MS / 1000 },
    // Whoever works sends the same token for a quarter of an hour. What is kept is that it is genuine and until when.
    verify: { algorithms: ['EdDSA'], allowedIss: issuer, allowedAud: issuer, cache: TOKENS_KEPT },
  })
}

/**
 * The id of the person whose token the request carries.
 *
 * @throws ProblemError `token-expired`, or `not-signed-in` whatever else is wrong with the token
 */
export async function personOf(request: FastifyRequest): Promise<string> {
  if (request.headers.authorization === undefined) {
    throw problem('not-signed-in', 'Sign in first: this needs an access token.')
  }
  const { sub } = await request.jwtVerify<{ sub: string }>().catch((error: unknown) => {
    if (!isExpired(error)) throw invalidToken()
    throw problem('token-expired', 'Your session has ended; sign in again.')
  })
  if (!Value.Check(Uuid, sub)) throw invalidToken()
  return sub
}

function invalidToken() {
  return problem('not-signed-in', 'The access token is not valid; sign in again.')
}

function isExpired(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED'
}
