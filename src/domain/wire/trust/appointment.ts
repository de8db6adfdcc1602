import Type, { type Static } from 'typebox'
import { ROLES } from '../../roles.ts'
import { RIGHTS } from '../grant.ts'
import {
  Address,
  CalendarDate,
  Fingerprint,
  Line,
  Nullable,
  Salt,
  Sha256,
  Thread,
  Time,
} from '../primitives.ts'
import { Login } from '../texts.ts'
import { HolderProof } from './holder.ts'

/** A mailbox that somebody is a member of, and what they may do there. */
export const AppointedMailbox = Type.Object(
  {
    address: Address,
    rights: Type.Array(Type.Enum([...RIGHTS]), { minItems: 1, maxItems: RIGHTS.length, uniqueItems: true }),
  },
  { additionalProperties: false },
)
export type AppointedMailbox = Static<typeof AppointedMailbox>

/** A person or a system, by 16 random bytes that say nothing of them: the same in each appointment of theirs. */
export const PersonId = Thread

/**
 * An agency appoints a person, or a system of its own, by the key that they have proven to hold: roles, from and until
 * which day. Signed by the agency's root, or by its liaison officer or deputy for everybody but those two. It takes the
 * place of an earlier appointment of the same person. The key travels with it.
 *
 * Everybody in the partnership reads it. What is for the agency alone is its private part, which stands beside the
 * record: `private` is the SHA-256 of that text.
 */
export const Appointment = Type.Object(
  {
    despatch: Type.Literal('appointment/2'),
    agency: Line(200),
    person: PersonId,
    /** Post and staff number are what other agencies see of a person. */
    title: Line(200),
    number: Line(64),
    account: Type.Enum(['person', 'machine']),
    roles: Type.Array(Type.Enum([...ROLES]), { minItems: 1, maxItems: ROLES.length, uniqueItems: true }),
    certificate: Fingerprint,
    /** of the binary certificate */
    sha256: Sha256,
    /** by the key itself; null where the agency has appointed that key before */
    holder: Nullable(HolderProof),
    from: CalendarDate,
    until: CalendarDate,
    private: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type Appointment = Static<typeof Appointment>

/**
 * What an appointment says to its own agency and to the service: the name to sign in by, mailboxes, training (Q1). The
 * salt keeps others from guessing at the digest.
 */
export const AppointmentPrivate = Type.Object(
  {
    despatch: Type.Literal('appointment-private/1'),
    salt: Salt,
    login: Login,
    mailboxes: Type.Array(AppointedMailbox, { maxItems: 1000 }),
    trainedUntil: Nullable(CalendarDate),
  },
  { additionalProperties: false },
)
export type AppointmentPrivate = Static<typeof AppointmentPrivate>

/** Why an appointment ends. */
export const END_REASONS = [
  'left',
  'moved',
  'suspended',
  'key-lost',
  'key-stolen',
  'training-lapsed',
] as const

/**
 * An appointment ends at once. Signed as the appointment was; everybody may end their own. Others need to know whether
 * the key is in somebody else's hands; why else is for the agency alone.
 */
export const AppointmentEnd = Type.Object(
  {
    despatch: Type.Literal('appointment-end/2'),
    agency: Line(200),
    person: PersonId,
    certificate: Fingerprint,
    keyStolen: Type.Boolean(),
    private: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type AppointmentEnd = Static<typeof AppointmentEnd>

/** Why it ends, for its own agency and the service. */
export const AppointmentEndPrivate = Type.Object(
  {
    despatch: Type.Literal('appointment-end-private/1'),
    salt: Salt,
    reason: Type.Enum([...END_REASONS]),
  },
  { additionalProperties: false },
)
export type AppointmentEndPrivate = Static<typeof AppointmentEndPrivate>
