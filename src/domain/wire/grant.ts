import Type, { type Static } from 'typebox'
import { Address, Fingerprint, Sha256, Time } from './primitives.ts'

export const RIGHTS = ['send', 'open'] as const
export type Right = (typeof RIGHTS)[number]

/**
 * The parts of a mailbox's key, each locked and granted by itself: the signing subkey, the encryption subkey, and the
 * primary, which only certifies.
 */
export const PARTS = ['sign', 'open', 'certify'] as const
export type Part = (typeof PARTS)[number]

/** The part of the key that a right in a mailbox needs. */
export const PART_OF_RIGHT = { send: 'sign', open: 'open' } as const satisfies Record<Right, Part>

/**
 * An agency gives somebody one part of one generation of a mailbox's key. `token` is the SHA-256 of the sealed token
 * that unlocks it, which is sealed to the grantee; `locked` the SHA-256 of the locked part's armored text. It counts
 * until `expires`.
 */
export const Grant = Type.Object(
  {
    despatch: Type.Literal('grant/2'),
    mailbox: Address,
    generation: Type.Integer({ minimum: 1, maximum: 100_000 }),
    part: Type.Enum([...PARTS]),
    grantee: Fingerprint,
    token: Sha256,
    locked: Sha256,
    expires: Time,
    time: Time,
  },
  { additionalProperties: false },
)
export type Grant = Static<typeof Grant>
