import Type, { type Static } from 'typebox'
import { Fingerprint, Line, Sha256, Time } from '../primitives.ts'
import { HolderProof } from './holder.ts'

/** The agency's root has been replaced by the successor that the agreement names. Signed by the successor. */
export const Succession = Type.Object(
  {
    despatch: Type.Literal('succession/1'),
    agency: Line(200),
    from: Fingerprint,
    to: Fingerprint,
    time: Time,
  },
  { additionalProperties: false },
)
export type Succession = Static<typeof Succession>

/** Why trust is suspended. */
export const SUSPENSION_REASONS = [
  'root-lost',
  'root-stolen',
  'keys-in-doubt',
  'agreement-broken',
  'under-review',
] as const

/**
 * `by` no longer trusts `agency`, at once: nothing is sealed from one to the other. An agency that suspends itself is not
 * sealed to by anybody. Signed by the root, the liaison officer or deputy of `by`.
 */
export const Suspension = Type.Object(
  {
    despatch: Type.Literal('suspension/1'),
    by: Line(200),
    agency: Line(200),
    reason: Type.Enum([...SUSPENSION_REASONS]),
    time: Time,
  },
  { additionalProperties: false },
)
export type Suspension = Static<typeof Suspension>

/** `by` trusts `agency` again. Signed by the root of `by`. */
export const Resumption = Type.Object(
  { despatch: Type.Literal('resumption/1'), by: Line(200), agency: Line(200), time: Time },
  { additionalProperties: false },
)
export type Resumption = Static<typeof Resumption>

/**
 * The key that an agency recovers its mailboxes by, opened by two people together: second holder of every grant. Signed
 * by the agency's root. `sha256` is of the binary certificate, which travels with it.
 */
export const RecoveryKey = Type.Object(
  {
    despatch: Type.Literal('recovery-key/2'),
    agency: Line(200),
    certificate: Fingerprint,
    sha256: Sha256,
    /** that it is theirs to appoint, by the key itself */
    holder: HolderProof,
    time: Time,
  },
  { additionalProperties: false },
)
export type RecoveryKey = Static<typeof RecoveryKey>
