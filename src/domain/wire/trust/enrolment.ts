import Type, { type Static } from 'typebox'
import { Fingerprint, Line, Time } from '../primitives.ts'
import { Login, Nonce } from '../texts.ts'
import { HolderProof } from './holder.ts'

/**
 * A newcomer says, with the key that they have just made, that it is theirs. Proven, too, by the secret of their
 * invitation (HMAC), which the service does not have: so their liaison officer knows the key as theirs, whatever the
 * service shows. `root` is their agency's, as it stood in the invitation; `holder` goes with the appointment, for all to see.
 */
export const Enrolment = Type.Object(
  {
    despatch: Type.Literal('enrolment/2'),
    origin: Line(300),
    agency: Line(200),
    login: Login,
    root: Fingerprint,
    certificate: Fingerprint,
    holder: HolderProof,
    nonce: Nonce,
    time: Time,
  },
  { additionalProperties: false },
)
export type Enrolment = Static<typeof Enrolment>
