import { mailboxOf, own, type TrustState } from '../../domain/trust/state.ts'

/** Who can read what is sealed to a mailbox: never by name, since staff of another agency are its own business. */
export type Readers = { mailbox: string; says: string }

/** Who can read what is sealed to each of these mailboxes, recovery keys included. */
export const whoReads = (state: TrustState, addresses: readonly string[]): Readers[] =>
  [...new Set(addresses)].map((mailbox) => ({ mailbox, says: saysOf(state, mailbox) }))

function saysOf(state: TrustState, address: string): string {
  const mailbox = mailboxOf(state, address)
  if (!mailbox) return 'nobody has certified its key'
  const { agency, route, restricted } = mailbox
  if (route === 'mail' || agency === null) return 'whoever holds the key of that partner'
  const recovery = own(state.agencies, agency)?.recovery
    ? `, and two people of ${agency} by its recovery key`
    : ''
  return `its members${restricted ? ', who are few (restricted)' : ''}${recovery}`
}
