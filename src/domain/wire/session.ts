import Type, { type Static } from 'typebox'
import { WayIn } from './account.ts'
import { RIGHTS } from './grant.ts'
import { PasskeyKeyResponse } from './passkey.ts'
import { MachineLabel, WrappedKeyResponse } from './passphrase.ts'
import { Address, Fingerprint, Nullable, Time, Uuid } from './primitives.ts'
import { MOST_SERVICE_EXCHANGES, ServiceExchange } from './service-exchange.ts'
import { Login, Nonce, Signature, StatementText } from './texts.ts'

/** Asks for a challenge: whoever signs it with that login's key is signed in. */
export const ChallengeRequest = Type.Object({ login: Login }, { additionalProperties: false })
export type ChallengeRequest = Static<typeof ChallengeRequest>

/** What the client composes its `challenge/1` statement from; it never signs bytes it was given. */
export const ChallengeResponse = Type.Object(
  { nonce: Nonce, origin: Type.String({ maxLength: 300 }), expiresAt: Time },
  { additionalProperties: false },
)
export type ChallengeResponse = Static<typeof ChallengeResponse>

/** A signed `challenge/1` statement: by the person's own key, or by that of the machine that `device` names. */
export const SignInRequest = Type.Object(
  {
    login: Login,
    statement: StatementText,
    signature: Signature,
    device: Type.Optional(Fingerprint),
    label: Type.Optional(MachineLabel),
  },
  { additionalProperties: false },
)
export type SignInRequest = Static<typeof SignInRequest>

/** 32 random bytes in base64url, good for one refreshing. */
export const RefreshToken = Type.String({
  pattern: '^[A-Za-z0-9_-]{43}$',
  maxLength: 43,
  description: 'a refresh token, 43 characters',
})

/** Who is signed in, and what they may do where. */
export const SignedInPerson = Type.Object(
  {
    id: Uuid,
    login: Login,
    agency: Uuid,
    title: Type.String({ maxLength: 200 }),
    roles: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 16 }),
    mailboxes: Type.Array(
      Type.Object(
        {
          address: Address,
          rights: Type.Array(Type.Enum([...RIGHTS])),
        },
        { additionalProperties: false },
      ),
      { maxItems: 1000 },
    ),
  },
  { additionalProperties: false },
)

/** A short-lived access token, the token that a new one is had for, once, and who both are for. */
const tokens = {
  accessToken: Type.String({ maxLength: 4096 }),
  expiresAt: Time,
  refreshToken: RefreshToken,
  session: Type.Object(
    { id: Uuid, how: WayIn, idleEndsAt: Time, endsAt: Time },
    { additionalProperties: false },
  ),
  person: SignedInPerson,
}

/** The next tokens of a session. */
export const RefreshResponse = Type.Object(tokens, { additionalProperties: false })
export type RefreshResponse = Static<typeof RefreshResponse>

export const RefreshRequest = Type.Object({ refreshToken: RefreshToken }, { additionalProperties: false })
export type RefreshRequest = Static<typeof RefreshRequest>

const signedIn = {
  ...tokens,
  /** passphrases that were tried under this name since the last good sign-in, and not by this one */
  failedAttempts: Type.Integer({ minimum: 0 }),
  /** when the account was used before this */
  lastActiveAt: Time,
  /** how many days without use suspend it; null for machines */
  dormantAfterDays: Nullable(Type.Integer({ minimum: 1 })),
}

/** Signed in, by whatever way. */
export const SignInResponse = Type.Object(signedIn, { additionalProperties: false })
export type SignInResponse = Static<typeof SignInResponse>

/** Signed in by passphrase. */
export const PassphraseSignInResponse = Type.Object(
  { ...signedIn, key: WrappedKeyResponse },
  { additionalProperties: false },
)
export type PassphraseSignInResponse = Static<typeof PassphraseSignInResponse>

/** Signed in by passkey. */
export const PasskeySignInResponse = Type.Object(
  { ...signedIn, key: PasskeyKeyResponse },
  { additionalProperties: false },
)
export type PasskeySignInResponse = Static<typeof PasskeySignInResponse>

/** What a client pins at sign-in: the origin, the log's verifier key, the service's own certificate. */
export const ServiceDescription = Type.Object(
  {
    name: Type.Literal('despatch'),
    version: Type.String({ maxLength: 64 }),
    origin: Type.String({ maxLength: 300 }),
    serviceDomain: Type.String({ maxLength: 253 }),
    /** Verifier key of the log, in the form of C2SP signed-note. */
    logKey: Type.String({ maxLength: 400 }),
    /** The same of the trust log. */
    trustKey: Type.String({ maxLength: 400 }),
    /** Notes by which these keys were handed on to one another (`log/key-exchange.ts`), for whoever has pinned an earlier one. */
    keyExchanges: Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 32 }),
    /** The names under which the log went on from the entries that were there, and the entry `continued` with which it did. */
    logBegun: Type.Array(
      Type.Object(
        { name: Type.String({ maxLength: 300 }), index: Type.String({ pattern: '^(0|[1-9][0-9]{0,18})$' }) },
        { additionalProperties: false },
      ),
      { maxItems: 100 },
    ),
    /** Armored certificate that arrival statements are signed with. */
    serviceCertificate: Type.String({ maxLength: 20_000 }),
    /** How that key was handed on to another, the oldest exchange first; the last may only be announced. */
    serviceExchanges: Type.Array(ServiceExchange, { maxItems: MOST_SERVICE_EXCHANGES }),
    limits: Type.Object(
      { contentBytes: Type.Integer(), manifestBytes: Type.Integer() },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type ServiceDescription = Static<typeof ServiceDescription>
