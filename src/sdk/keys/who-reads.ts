import { dayOf } from '../../domain/day.ts'
import { holdersOf } from '../../domain/mailbox-holders.ts'
import { mailboxOf, own, personOf, type TrustState } from '../../domain/trust/state.ts'
import type { ReferralFields } from '../../domain/wire/referral-fields.ts'
import type { Session } from '../session.ts'

/**
 * Who can read what is sealed to a mailbox, as the trust log says and not the service. Members are named to their own agency
 * alone: staff of another agency are its own business, so their number is not told either.
 */
export type Readers = {
  mailbox: string
  /** null where nobody has certified a key of it */
  agency: string | null
  says: string
  /** who is to open it, where the reader's own agency has appointed them; null for a mailbox of another */
  members: string[] | null
}

/** For whom it is worked out, and on which day (`YYYY-MM-DD`). */
type Asking = { agency: string | undefined; day: string }

/**
 * Who can read what is sealed to each of these mailboxes, recovery keys included.
 *
 * @param asking names the members of the mailboxes of one's own agency; nobody is named when left out
 */
export const whoReads = (state: TrustState, addresses: readonly string[], asking?: Asking): Readers[] =>
  [...new Set(addresses)].map((mailbox) => ({
    mailbox,
    agency: mailboxOf(state, mailbox)?.agency ?? null,
    says: saysOf(state, mailbox),
    members: asking === undefined ? null : membersOf(state, mailbox, asking),
  }))

/** Who will be able to read what is sealed for a referral, the sender's own colleagues by name. */
export async function readersOf(
  { trust }: Pick<Session, 'trust'>,
  { from, to }: Pick<ReferralFields, 'from' | 'to'>,
  now: Date,
): Promise<Readers[]> {
  const state = await trust.state()
  const asking = { agency: mailboxOf(state, from)?.agency, day: dayOf(now) }
  return whoReads(state, [...to, from], asking)
}

function saysOf(state: TrustState, address: string): string {
  const mailbox = mailboxOf(state, address)
  if (!mailbox) return 'nobody has certified its key'
  const { agency, route, restricted } = mailbox
  if (route === 'mail')
    return 'whoever holds the key of that partner, in its own mail system: who they are is not known here'
  const recovery = own(state.agencies, agency)?.recovery
    ? `, and two people of ${agency} by its recovery key`
    : ''
  return `its members${restricted ? ', who are few (restricted)' : ''}${recovery}`
}

/** Sign-in names where they are known, else offices: nobody by their own name. */
function membersOf(state: TrustState, address: string, { agency, day }: Asking): string[] | null {
  const mailbox = mailboxOf(state, address)
  if (agency === undefined || mailbox?.agency !== agency || mailbox.route === 'mail') return null
  const open = holdersOf(state, address, day).filter(({ part, recovery }) => part === 'open' && !recovery)
  return open.flatMap(({ fingerprint }) => {
    const person = personOf(state, fingerprint)
    return person ? [person.login ?? `${person.title} ${person.number}`] : []
  })
}
