import Type, { type Static } from 'typebox'
import { Address, Fingerprint, Sha256, Time } from './primitives.ts'

export const RIGHTS = ['send', 'open'] as const
export type Right = (typeof RIGHTS)[number]

/**
 * An agency gives a person a generation of a mailbox key. `token` is the SHA-256 of the sealed token that
 * unlocks the generation; the token itself is sealed to the grantee.
 */
export const Grant = Type.Object(
  {
    despatch: Type.Literal('grant/1'),
    mailbox: Address,
    generation: Type.Integer({ minimum: 1, maximum: 100_000 }),
    grantee: Fingerprint,
    rights: Type.Array(Type.Enum([...RIGHTS]), { minItems: 1, maxItems: RIGHTS.length, uniqueItems: true }),
    token: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type Grant = Static<typeof Grant>
