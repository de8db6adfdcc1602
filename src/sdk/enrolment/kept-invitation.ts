import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { PrivateKey } from '../../crypto/keys.ts'
import { CalendarDate, Fingerprint, Line, Nullable, Uuid } from '../../domain/wire/primitives.ts'
import { Appointment, AppointmentPrivate } from '../../domain/wire/trust/appointment.ts'
import { ClientError } from '../errors.ts'
import { openOwn, sealToOneself } from '../own-sealed.ts'

const { agency, person, title, number, account, roles } = Appointment.properties
const { login, mailboxes } = AppointmentPrivate.properties

/** Whom somebody invites, and to what they will be appointed. */
export const Nominee = Type.Object(
  {
    agency,
    person,
    login,
    title,
    number,
    account,
    roles,
    mailboxes,
    trainedUntil: Nullable(CalendarDate),
    until: CalendarDate,
  },
  { additionalProperties: false },
)
export type Nominee = Static<typeof Nominee>

/**
 * What whoever invites keeps on their own machine: the secret, and what they meant. From the service comes nothing but
 * the newcomer's key, with its proof.
 */
const KeptInvitation = Type.Object(
  { id: Uuid, origin: Line(300), root: Fingerprint, secret: Line(22), nominee: Nominee },
  { additionalProperties: false },
)
export type KeptInvitation = Static<typeof KeptInvitation>

/** Sealed to one's own key, and signed by it: whoever reads or changes files learns nothing and appoints nobody. */
export const sealInvitation = (kept: KeptInvitation, key: PrivateKey, now: Date): Promise<string> =>
  sealToOneself(new TextEncoder().encode(JSON.stringify(kept)), key, now)

/** @throws ClientError when it is not what one's own key sealed */
export async function openInvitation(armored: string, key: PrivateKey, now: Date): Promise<KeptInvitation> {
  const entity = await openOwn(armored, key, now)
  const value: unknown = entity && JSON.parse(new TextDecoder().decode(entity))
  if (Value.Check(KeptInvitation, value)) return value
  throw new ClientError(
    'The invitation that this machine keeps is damaged, or was made when its clock was wrong. Invite them anew.',
  )
}
