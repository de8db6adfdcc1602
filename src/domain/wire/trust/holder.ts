import Type, { type Static } from 'typebox'
import { Fingerprint, Line, Time } from '../primitives.ts'
import { writeStatement } from '../statement.ts'
import { Signature } from '../texts.ts'

/**
 * Whoever holds a key says, by that key, that an agency may appoint them with it. A key that is only published, or
 * somebody else's, can so be appointed by nobody.
 */
export const Holder = Type.Object(
  { despatch: Type.Literal('holder/1'), agency: Line(200), certificate: Fingerprint, time: Time },
  { additionalProperties: false },
)

/** What of it goes with an appointment, which says the rest itself. */
export const HolderProof = Type.Object({ time: Time, signature: Signature }, { additionalProperties: false })
export type HolderProof = Static<typeof HolderProof>

/** The exact text that the holder signs. */
export const holderText = (of: { agency: string; certificate: string; time: string }): string =>
  writeStatement(Holder, {
    despatch: 'holder/1',
    agency: of.agency,
    certificate: of.certificate,
    time: of.time,
  })
