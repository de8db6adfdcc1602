import jwt from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import { problem } from '../domain/problems.ts'
import { Uuid } from '../domain/wire/primitives.ts'
import { createTokenKeys } from './token-keys.ts'

/** How long an access token is good for. Whether its holder may still act is looked up at every call. */
export const TOKEN_LIFE_MS = 15 * 60 * 1000
/** Another process's clock may be ahead of ours by as much. */
const SKEW_MS = 60_000
const DAY_MS = 24 * 60 * 60 * 1000
/** Tokens whose signature need not be verified again. */
const TOKENS_KEPT = 1000
/** A token is some four hundred characters. */
const LONGEST = 2048
const ALGORITHM = 'EdDSA'

/** Whom an access token names: a person, and the session that it belongs to. */
export type Bearer = { person: string; session: string }

const Claims = Type.Object(
  {
    sub: Uuid,
    sid: Uuid,
    iss: Type.String(),
    aud: Type.String(),
    iat: Type.Integer(),
    exp: Type.Integer(),
  },
  { additionalProperties: false },
)

export type AccessTokens = Awaited<ReturnType<typeof useAccessTokens>>

/**
 * Access tokens: EdDSA (Ed25519, RFC 8037) JWTs that name a person and a session by their ids and nothing else.
 *
 * The key is another one each day, and `kid` is its day: every process derives it from the seed, so none has to tell
 * the others. Today's and yesterday's are taken. The header of a token is one of these exact texts or it is refused, so
 * no token chooses how it is verified.
 *
 * @param seed PKCS#8 PEM, the same in every process
 * @param issuer the service's origin; a token of another service is refused
 */
export async function useAccessTokens(app: FastifyInstance, { seed, issuer, clock }: TokenDependencies) {
  await app.register(jwt, { secret: noKey })
  const keysOf = createTokenKeys(seed)
  const genuine = new Map<string, Bearer & { exp: number }>()

  return {
    issue({ person, session }: Bearer): { accessToken: string; expiresAt: string } {
      const now = clock()
      const iat = Math.floor(now.getTime() / 1000)
      const exp = iat + TOKEN_LIFE_MS / 1000
      const kid = dayOf(now)
      const accessToken = app.jwt.sign(
        { sub: person, sid: session, iss: issuer, aud: issuer, iat, exp },
        { key: keysOf(kid).privateKey, algorithm: ALGORITHM, kid },
      )
      return { accessToken, expiresAt: new Date(exp * 1000).toISOString() }
    },

    /** @throws ProblemError `token-expired`, or `not-signed-in` whatever else is wrong with the token */
    read(token: string): Bearer {
      const now = clock().getTime()
      const known = genuine.get(token)
      const found = known ?? readGenuine(token, now)
      if (found.exp * 1000 <= now) {
        genuine.delete(token)
        throw expired()
      }
      if (!known) {
        genuine.set(token, found)
        const [oldest] = genuine.keys()
        if (genuine.size > TOKENS_KEPT && oldest !== undefined) genuine.delete(oldest)
      }
      return { person: found.person, session: found.session }
    },
  }

  function readGenuine(token: string, now: number): Bearer & { exp: number } {
    const [header = '', , signature = ''] = token.length > LONGEST ? [] : token.split('.')
    const days = [now, now - DAY_MS, now + SKEW_MS].map((at) => dayOf(new Date(at)))
    const day = days.find((one) => headerOf(one) === header)
    if (day === undefined) throw isOlder(header, dayOf(new Date(now))) ? expired() : invalid()
    // The library reads over bits that the last character has too many: one signature, one text.
    if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) throw invalid()
    const claims = verified(token, keysOf(day).publicKey, now)
    if (!Value.Check(Claims, claims)) throw invalid()
    return { person: claims.sub, session: claims.sid, exp: claims.exp }
  }

  function verified(token: string, key: string, now: number): unknown {
    try {
      return app.jwt.verify(token, {
        key,
        algorithms: [ALGORITHM],
        allowedIss: issuer,
        allowedAud: issuer,
        clockTimestamp: now,
      })
    } catch (error) {
      throw refusalOf(error)
    }
  }
}

type TokenDependencies = { seed: string; issuer: string; clock: () => Date }

/** Whoever signs or verifies without naming the day's key does neither. */
async function noKey(): Promise<never> {
  throw new Error('an access token has no key but that of its day')
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
const headerOf = (day: string): string =>
  Buffer.from(JSON.stringify({ alg: ALGORITHM, typ: 'JWT', kid: day })).toString('base64url')

/** Whether a header is ours of a day that is gone. Nothing is believed of it but that it is of no use. */
function isOlder(header: string, today: string): boolean {
  const [day] = /\d{4}-\d{2}-\d{2}/.exec(Buffer.from(header, 'base64url').toString('latin1')) ?? []
  return day !== undefined && day < today && header === headerOf(day)
}

/** What the library finds wrong with a token, in the words of our problems; anything else is a fault and stays one. */
function refusalOf(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'FAST_JWT_EXPIRED') return expired()
  return code.startsWith('FAST_JWT_') ? invalid() : error
}

const invalid = () => problem('not-signed-in', 'The access token is not valid; sign in again.')
const expired = () => problem('token-expired', 'Your session has ended; sign in again.')
