import Type, { type Static } from 'typebox'
import { MachineLabel, PassphraseVersion } from './passphrase.ts'
import { Fingerprint, Nullable, Time, Uuid } from './primitives.ts'
import { Armored, Login, Signature, StatementText } from './texts.ts'

/** How somebody signed in: by passphrase and kit, by a machine's approved key, by their own key, or by a passkey. */
export const WAYS_IN = ['passphrase', 'device', 'key', 'passkey'] as const
export type WayIn = (typeof WAYS_IN)[number]
export const WayIn = Type.Enum([...WAYS_IN])

/** One session of the caller's. Where it was from is not kept. */
export const SessionRow = Type.Object(
  {
    id: Uuid,
    how: WayIn,
    label: Nullable(MachineLabel),
    beganAt: Time,
    lastUsedAt: Time,
    endsAt: Time,
    /** the session of this very call */
    current: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type SessionRow = Static<typeof SessionRow>

export const SessionsResponse = Type.Object(
  { sessions: Type.Array(SessionRow, { maxItems: 1000 }) },
  { additionalProperties: false },
)
export type SessionsResponse = Static<typeof SessionsResponse>

/** Which sessions end. */
export const WhichSessions = Type.Object(
  { which: Type.Enum(['this', 'others', 'all']) },
  { additionalProperties: false },
)
export type WhichSessions = Static<typeof WhichSessions>

export const SignedOutResponse = Type.Object(
  { ended: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
)
export type SignedOutResponse = Static<typeof SignedOutResponse>

/** A person's word that a machine's key may sign in for them. */
export const DeviceStatement = Type.Object(
  {
    despatch: Type.Literal('device/1'),
    origin: Type.String({ pattern: '^https?://[!-~]{1,290}$', maxLength: 300 }),
    login: Login,
    device: Fingerprint,
    label: MachineLabel,
    time: Time,
  },
  { additionalProperties: false },
)
export type DeviceStatement = Static<typeof DeviceStatement>

export const RegisterDeviceRequest = Type.Object(
  { certificate: Armored, statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type RegisterDeviceRequest = Static<typeof RegisterDeviceRequest>

export const DeviceRow = Type.Object(
  {
    fingerprint: Fingerprint,
    label: MachineLabel,
    registeredAt: Time,
    lastUsedAt: Nullable(Time),
    revokedAt: Nullable(Time),
  },
  { additionalProperties: false },
)
export type DeviceRow = Static<typeof DeviceRow>

export const DevicesResponse = Type.Object(
  { devices: Type.Array(DeviceRow, { maxItems: 1000 }) },
  { additionalProperties: false },
)
export type DevicesResponse = Static<typeof DevicesResponse>

/** What the service knows of the caller's own account. */
export const AccountResponse = Type.Object(
  {
    login: Login,
    /** the person's own current key */
    fingerprint: Nullable(Fingerprint),
    passphrase: Nullable(
      Type.Object({ version: PassphraseVersion, setAt: Time }, { additionalProperties: false }),
    ),
    lastActiveAt: Time,
    /** when the account would be suspended if it were not used; never for machines */
    dormantAt: Nullable(Time),
  },
  { additionalProperties: false },
)
export type AccountResponse = Static<typeof AccountResponse>

/** What stood in the way of a person, and does no longer. */
export const LiftedResponse = Type.Object(
  { login: Login, lifted: Type.Array(Type.Enum(['lock', 'dormancy']), { maxItems: 2 }) },
  { additionalProperties: false },
)
export type LiftedResponse = Static<typeof LiftedResponse>
