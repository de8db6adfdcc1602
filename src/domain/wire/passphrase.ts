import Type, { type Static } from 'typebox'
import { Fingerprint, Line, Sha256, Time } from './primitives.ts'
import { Login, Signature, StatementText } from './texts.ts'

/** A message of OPAQUE (RFC 9807), or the record it makes, in base64url. They have some 40 to 430 characters. */
export const OpaqueMessage = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,1024}$',
  maxLength: 1024,
  description: 'a message of OPAQUE in base64url',
})

/** A person's key, wrapped: `crypto/wrapped-key.ts` has the octets. */
export const WrappedKey = Type.String({
  pattern: '^[A-Za-z0-9_-]{40,65536}$',
  maxLength: 65_536,
  description: 'a wrapped key in base64url',
})

/** What a machine or a browser calls itself in its owner's list. */
export const MachineLabel = Line(80)

/** How many times a passphrase was changed, and that it was set. */
export const PassphraseVersion = Type.Integer({ minimum: 1, maximum: 1_000_000 })

/**
 * The mark of a browser, under one name: SHA-256 of what it drew once, and of the name. With it the service knows a browser again that
 * the name has signed in with, and keeps it out for nobody's guesses elsewhere. It proves nothing, and signs nobody in.
 */
export const BrowserMark = Sha256

/** Begins a sign-in by passphrase. */
export const PassphraseStartRequest = Type.Object(
  { login: Login, request: OpaqueMessage, browser: Type.Optional(BrowserMark) },
  { additionalProperties: false },
)
export type PassphraseStartRequest = Static<typeof PassphraseStartRequest>

/** The same for names that nobody has. `state` is the service's own, sealed, and comes back with the last message. */
export const PassphraseStartResponse = Type.Object(
  {
    origin: Type.String({ maxLength: 300 }),
    response: OpaqueMessage,
    state: Type.String({ pattern: '^[A-Za-z0-9_-]{40,2048}$', maxLength: 2048 }),
    expiresAt: Time,
    attemptsLeft: Type.Integer({ minimum: 0, maximum: 1000 }),
  },
  { additionalProperties: false },
)
export type PassphraseStartResponse = Static<typeof PassphraseStartResponse>

/** Ends a sign-in by passphrase. */
export const PassphraseFinishRequest = Type.Object(
  {
    state: Type.String({ pattern: '^[A-Za-z0-9_-]{40,2048}$', maxLength: 2048 }),
    finish: OpaqueMessage,
    label: Type.Optional(MachineLabel),
  },
  { additionalProperties: false },
)
export type PassphraseFinishRequest = Static<typeof PassphraseFinishRequest>

/** What only a good passphrase is given: the wrapped key, and which key it is. */
export const WrappedKeyResponse = Type.Object(
  { wrapped: WrappedKey, fingerprint: Fingerprint, version: PassphraseVersion },
  { additionalProperties: false },
)
export type WrappedKeyResponse = Static<typeof WrappedKeyResponse>

/** Begins to set a passphrase. */
export const RegistrationRequest = Type.Object({ request: OpaqueMessage }, { additionalProperties: false })
export type RegistrationRequest = Static<typeof RegistrationRequest>

export const RegistrationResponse = Type.Object({ response: OpaqueMessage }, { additionalProperties: false })
export type RegistrationResponse = Static<typeof RegistrationResponse>

/**
 * A person's word that this record and this wrapped key are theirs, in place of the version they have seen. Signed by
 * their own key, so that whoever has a session of theirs, and no key, changes nothing.
 */
export const PassphraseStatement = Type.Object(
  {
    despatch: Type.Literal('passphrase/1'),
    origin: Type.String({ pattern: '^https?://[!-~]{1,290}$', maxLength: 300 }),
    login: Login,
    fingerprint: Fingerprint,
    record: Sha256,
    wrapped: Sha256,
    /** 0 where there is none yet */
    replaces: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    time: Time,
  },
  { additionalProperties: false },
)
export type PassphraseStatement = Static<typeof PassphraseStatement>

/** Sets or changes the passphrase, and the wrapped key with it. */
export const SetPassphraseRequest = Type.Object(
  { record: OpaqueMessage, wrapped: WrappedKey, statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type SetPassphraseRequest = Static<typeof SetPassphraseRequest>

export const SetPassphraseResponse = Type.Object(
  { version: PassphraseVersion, endedSessions: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
)
export type SetPassphraseResponse = Static<typeof SetPassphraseResponse>
