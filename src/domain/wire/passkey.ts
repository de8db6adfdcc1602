import Type, { type Static } from 'typebox'
import { MachineLabel, OpaqueMessage, WrappedKey } from './passphrase.ts'
import { Fingerprint, Nullable, Sha256, Time, Uuid } from './primitives.ts'
import { Login, Signature, StatementText } from './texts.ts'

/** What an authenticator calls a passkey, in base64url: 16 to 1,023 octets (WebAuthn Level 3 §4, "Credential ID"). */
export const CredentialId = Type.String({
  pattern: '^[A-Za-z0-9_-]{22,1366}$',
  maxLength: 1366,
  description: 'the id of a passkey in base64url',
})

const State = Type.String({ pattern: '^[A-Za-z0-9_-]{40,2048}$', maxLength: 2048 })

/** Begins a sign-in by passkey. No name is asked for: the authenticator knows which of its passkeys are for this service. */
export const PasskeyStartRequest = Type.Object(
  { credential: CredentialId, request: OpaqueMessage },
  { additionalProperties: false },
)
export type PasskeyStartRequest = Static<typeof PasskeyStartRequest>

/** The same for passkeys that nobody has. `state` is the service's own, sealed, and comes back with the last message. */
export const PasskeyStartResponse = Type.Object(
  { origin: Type.String({ maxLength: 300 }), response: OpaqueMessage, state: State, expiresAt: Time },
  { additionalProperties: false },
)
export type PasskeyStartResponse = Static<typeof PasskeyStartResponse>

/** Ends a sign-in by passkey. */
export const PasskeyFinishRequest = Type.Object(
  {
    /** the same as at the beginning; the service tries it against what the state says */
    credential: CredentialId,
    state: State,
    finish: OpaqueMessage,
    label: Type.Optional(MachineLabel),
  },
  { additionalProperties: false },
)
export type PasskeyFinishRequest = Static<typeof PasskeyFinishRequest>

/** What only a good passkey is given: its own copy of the wrapped key, and which key it is. */
export const PasskeyKeyResponse = Type.Object(
  { wrapped: WrappedKey, fingerprint: Fingerprint },
  { additionalProperties: false },
)
export type PasskeyKeyResponse = Static<typeof PasskeyKeyResponse>

/** Begins to add a passkey. */
export const PasskeyRegistrationRequest = Type.Object(
  { credential: CredentialId, request: OpaqueMessage },
  { additionalProperties: false },
)
export type PasskeyRegistrationRequest = Static<typeof PasskeyRegistrationRequest>

/**
 * A person's word that this passkey, with this record and this wrapped key, may sign in for them. Signed by their own key,
 * so that whoever has a session of theirs, and no key, adds none.
 */
export const PasskeyStatement = Type.Object(
  {
    despatch: Type.Literal('passkey/1'),
    origin: Type.String({ pattern: '^https?://[!-~]{1,290}$', maxLength: 300 }),
    login: Login,
    fingerprint: Fingerprint,
    credential: CredentialId,
    label: MachineLabel,
    record: Sha256,
    wrapped: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type PasskeyStatement = Static<typeof PasskeyStatement>

export const AddPasskeyRequest = Type.Object(
  { record: OpaqueMessage, wrapped: WrappedKey, statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type AddPasskeyRequest = Static<typeof AddPasskeyRequest>

export const PasskeyRow = Type.Object(
  {
    id: Uuid,
    credential: CredentialId,
    label: MachineLabel,
    addedAt: Time,
    lastUsedAt: Nullable(Time),
  },
  { additionalProperties: false },
)
export type PasskeyRow = Static<typeof PasskeyRow>

export const PasskeysResponse = Type.Object(
  { passkeys: Type.Array(PasskeyRow, { maxItems: 100 }) },
  { additionalProperties: false },
)
export type PasskeysResponse = Static<typeof PasskeysResponse>
