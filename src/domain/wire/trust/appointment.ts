import Type, { type Static } from 'typebox'
import { ROLES } from '../../roles.ts'
import { RIGHTS } from '../grant.ts'
import { Address, CalendarDate, Fingerprint, Line, Nullable, Time } from '../primitives.ts'
import { Login } from '../texts.ts'

/** A mailbox that somebody is a member of, and what they may do there. */
export const AppointedMailbox = Type.Object(
  {
    address: Address,
    rights: Type.Array(Type.Enum([...RIGHTS]), { minItems: 1, maxItems: RIGHTS.length, uniqueItems: true }),
  },
  { additionalProperties: false },
)
export type AppointedMailbox = Static<typeof AppointedMailbox>

/**
 * An agency appoints a person, or a system of its own, by the fingerprint of their key: roles, mailboxes, training (Q1),
 * from and until which day. Signed by the agency's root, or by its liaison officer or deputy for everybody but those two.
 * It takes the place of an earlier appointment of the same login. The key travels with it.
 */
export const Appointment = Type.Object(
  {
    despatch: Type.Literal('appointment/1'),
    agency: Line(200),
    login: Login,
    /** Post and staff number are what other agencies see of a person. */
    title: Line(200),
    number: Line(64),
    account: Type.Enum(['person', 'machine']),
    roles: Type.Array(Type.Enum([...ROLES]), { minItems: 1, maxItems: ROLES.length, uniqueItems: true }),
    mailboxes: Type.Array(AppointedMailbox, { maxItems: 1000 }),
    trainedUntil: Nullable(CalendarDate),
    certificate: Fingerprint,
    from: CalendarDate,
    until: CalendarDate,
    time: Time,
  },
  { additionalProperties: false },
)
export type Appointment = Static<typeof Appointment>

/** Why an appointment ends. */
export const END_REASONS = [
  'left',
  'moved',
  'suspended',
  'key-lost',
  'key-stolen',
  'training-lapsed',
] as const

/** An appointment ends at once. Signed as the appointment was; everybody may end their own. */
export const AppointmentEnd = Type.Object(
  {
    despatch: Type.Literal('appointment-end/1'),
    agency: Line(200),
    login: Login,
    certificate: Fingerprint,
    reason: Type.Enum([...END_REASONS]),
    time: Time,
  },
  { additionalProperties: false },
)
export type AppointmentEnd = Static<typeof AppointmentEnd>
