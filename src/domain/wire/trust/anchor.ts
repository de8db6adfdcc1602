import Type, { type Static } from 'typebox'
import { Fingerprint, Line, Time } from '../primitives.ts'

/**
 * A person says, with their own key, which agency's root they trust: it was given to them outside the service. The
 * service keeps it for other machines of theirs, which believe it by the person's key alone.
 */
export const Anchor = Type.Object(
  { despatch: Type.Literal('anchor/1'), agency: Line(200), root: Fingerprint, time: Time },
  { additionalProperties: false },
)
export type Anchor = Static<typeof Anchor>
