import Type, { type Static } from 'typebox'
import { ROLES } from '../roles.ts'
import { CalendarDate, Fingerprint, Line, Nullable, Sha256, Time, Uuid } from './primitives.ts'
import { Armored, Login, Signature, StatementText } from './texts.ts'
import { AppointedMailbox, PersonId } from './trust/appointment.ts'

const Roles = Type.Array(Type.Enum([...ROLES]), { minItems: 1, maxItems: ROLES.length, uniqueItems: true })

/** The value, worked out of an invitation's secret, by which it is found. */
export const InvitationId = Type.String({
  pattern: '^[0-9a-f]{32}$',
  maxLength: 32,
  description: 'the id of an invitation, 32 lower-case hex digits',
})

/**
 * Whom somebody invites. `idSha256` is the digest of the invitation's id; its secret stays with whoever invites. `person` is their id in
 * the trust log, which they keep where they were appointed before.
 */
export const InvitationRequest = Type.Object(
  {
    idSha256: Sha256,
    agency: Line(200),
    person: PersonId,
    login: Login,
    title: Line(200),
    number: Line(64),
    roles: Roles,
  },
  { additionalProperties: false },
)
export type InvitationRequest = Static<typeof InvitationRequest>

/** What a newcomer sends: the statement, signed by their new key and proven by the secret. */
export const EnrolmentProof = Type.Object(
  { statement: StatementText, signature: Signature, mac: Sha256, certificate: Armored },
  { additionalProperties: false },
)
export type EnrolmentProof = Static<typeof EnrolmentProof>

/** `open`: waits for the newcomer; `enrolled`: for the liaison officer; then it is done, or too late. */
export const INVITATION_STATES = ['open', 'enrolled', 'certified', 'withdrawn', 'ended'] as const

/** An invitation as whoever made it sees it. */
export const Invitation = Type.Object(
  {
    id: Uuid,
    agency: Line(200),
    login: Login,
    title: Line(200),
    number: Line(64),
    roles: Roles,
    createdAt: Time,
    endsAt: Time,
    state: Type.Enum([...INVITATION_STATES]),
    enrolment: Nullable(EnrolmentProof),
  },
  { additionalProperties: false },
)
export type Invitation = Static<typeof Invitation>

export const InvitationsResponse = Type.Object(
  { invitations: Type.Array(Invitation, { maxItems: 500 }) },
  { additionalProperties: false },
)

/** An invitation as the newcomer is shown it, who has its id. */
export const InvitationShown = Type.Object(
  { agency: Line(200), login: Login, title: Line(200), number: Line(64), endsAt: Time },
  { additionalProperties: false },
)
export type InvitationShown = Static<typeof InvitationShown>

export const InvitationQuestion = Type.Object({ id: InvitationId }, { additionalProperties: false })

/** A newcomer enrols. */
export const EnrolmentRequest = Type.Object(
  { id: InvitationId, ...EnrolmentProof.properties },
  { additionalProperties: false },
)
export type EnrolmentRequest = Static<typeof EnrolmentRequest>

export const SUSPENDED_FOR = ['absence', 'misuse', 'device-lost', 'under-review'] as const
export const SuspendAccount = Type.Object(
  { login: Login, reason: Type.Enum([...SUSPENDED_FOR]) },
  { additionalProperties: false },
)
export type SuspendAccount = Static<typeof SuspendAccount>

/** Whose account it is: in the body, since a sign-in name has no place in an address. */
export const NamedAccount = Type.Object({ login: Login }, { additionalProperties: false })
export type NamedAccount = Static<typeof NamedAccount>

/** Somebody of the caller's own agency. */
export const AgencyPerson = Type.Object(
  {
    login: Login,
    title: Line(200),
    number: Line(64),
    account: Type.Enum(['person', 'machine']),
    state: Type.Enum(['active', 'suspended', 'ended']),
    suspendedFor: Nullable(Type.Enum([...SUSPENDED_FOR])),
    trainedUntil: Nullable(CalendarDate),
    roles: Type.Array(Type.Enum([...ROLES]), { maxItems: ROLES.length }),
    mailboxes: Type.Array(AppointedMailbox, { maxItems: 1000 }),
    certificate: Nullable(Fingerprint),
  },
  { additionalProperties: false },
)
export type AgencyPerson = Static<typeof AgencyPerson>

export const PeopleResponse = Type.Object(
  { people: Type.Array(AgencyPerson, { maxItems: 10_000 }) },
  { additionalProperties: false },
)
