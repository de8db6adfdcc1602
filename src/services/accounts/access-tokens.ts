import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto'
import Type from 'typebox'
import Value from 'typebox/value'
import { problem } from '../../domain/problems.ts'
import { Uuid } from '../../domain/wire/primitives.ts'

/** How long an access token is good for. Whether its holder may still act is looked up at every call. */
export const TOKEN_LIFE_MS = 15 * 60 * 1000
/** Another process's clock may be ahead of ours by as much. */
const SKEW_MS = 60_000
const DAY_MS = 24 * 60 * 60 * 1000
/** Tokens whose signature need not be verified again. */
const TOKENS_KEPT = 1000
/** A token is some four hundred characters. */
const LONGEST = 2048

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

export type AccessTokens = ReturnType<typeof createAccessTokens>

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
export function createAccessTokens({ seed, issuer, clock }: AccessTokenDependencies) {
  const keys = new Map<string, { header: string; privateKey: KeyObject; publicKey: KeyObject }>()
  const genuine = new Map<string, Bearer & { exp: number }>()

  function keyOf(day: string) {
    const known = keys.get(day)
    if (known) return known
    const privateKey = keyOfDay(seed, day)
    const made = { header: headerOf(day), privateKey, publicKey: createPublicKey(privateKey) }
    keys.set(day, made)
    for (const old of [...keys.keys()].slice(0, -3)) keys.delete(old)
    return made
  }

  return {
    issue({ person, session }: Bearer): { accessToken: string; expiresAt: string } {
      const now = clock()
      const iat = Math.floor(now.getTime() / 1000)
      const exp = iat + TOKEN_LIFE_MS / 1000
      const { header, privateKey } = keyOf(dayOf(now))
      const signed = `${header}.${part({ sub: person, sid: session, iss: issuer, aud: issuer, iat, exp })}`
      const signature = sign(null, Buffer.from(signed), privateKey).toString('base64url')
      return { accessToken: `${signed}.${signature}`, expiresAt: new Date(exp * 1000).toISOString() }
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
    const [header = '', payload = '', signature = '', ...more] =
      token.length > LONGEST ? [] : token.split('.')
    const days = [now, now - DAY_MS, now + SKEW_MS].map((at) => dayOf(new Date(at)))
    const day = days.find((one) => headerOf(one) === header)
    if (day === undefined) throw isOlder(header, dayOf(new Date(now))) ? expired() : invalid()
    const bytes = Buffer.from(signature, 'base64url')
    const isSigned =
      more.length === 0 &&
      bytes.toString('base64url') === signature &&
      verify(null, Buffer.from(`${header}.${payload}`), keyOf(day).publicKey, bytes)
    if (!isSigned) throw invalid()
    const claims = claimsOf(payload)
    if (claims?.iss !== issuer || claims.aud !== issuer) throw invalid()
    return { person: claims.sub, session: claims.sid, exp: claims.exp }
  }
}

type AccessTokenDependencies = { seed: string; issuer: string; clock: () => Date }

/** The key that tokens are signed with on one day (`YYYY-MM-DD`, UTC): HKDF-SHA-256 (RFC 5869) of the seed. */
export function keyOfDay(seed: string, day: string): KeyObject {
  const { d = '' } = createPrivateKey(seed).export({ format: 'jwk' })
  const bytes = hkdfSync('sha256', Buffer.from(d, 'base64url'), '', `despatch access token ${day}`, 32)
  // RFC 8410 §7: what stands before the 32 octets of an Ed25519 private key in PKCS#8.
  const before = Buffer.from('302e020100300506032b657004220420', 'hex')
  return createPrivateKey({ key: Buffer.concat([before, Buffer.from(bytes)]), format: 'der', type: 'pkcs8' })
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const headerOf = (day: string): string => part({ alg: 'EdDSA', typ: 'JWT', kid: day })

/** Whether a header is ours of a day that is gone. Nothing is believed of it but that it is of no use. */
function isOlder(header: string, today: string): boolean {
  const [day] = /\d{4}-\d{2}-\d{2}/.exec(Buffer.from(header, 'base64url').toString('latin1')) ?? []
  return day !== undefined && day < today && header === headerOf(day)
}

function claimsOf(payload: string) {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return Value.Check(Claims, value) ? value : undefined
  } catch {
    return undefined
  }
}

const invalid = () => problem('not-signed-in', 'The access token is not valid; sign in again.')
const expired = () => problem('token-expired', 'Your session has ended; sign in again.')
