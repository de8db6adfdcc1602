import { mailboxOf, own, personOf, type TrustState } from './state.ts'

/** A record about the parties of a referral that whoever sealed it had not seen. `at` is its place in the trust log. */
export type Unseen = { at: number; time: string } & (
  | { what: 'appointed' | 'ended' | 'signer-revoked'; who: string }
  | { what: 'keys' | 'revoked'; mailbox: string }
  | { what: 'suspended'; by: string; agency: string }
)

/**
 * What the trust log says of the parties of a referral, and did not say yet when it had `size` records: their mailboxes'
 * certificates and revocations, suspensions between their agencies, and the appointment and key of whoever signed.
 *
 * @param of the fingerprint of whoever signed, and the addresses of the mailboxes
 */
export function unseenAt(
  state: TrustState,
  size: number,
  { signer, from, to }: { signer: string; from: string; to: readonly string[] },
): Unseen[] {
  const mailboxes = [...new Set([from, ...to])].flatMap((address) => mailboxOf(state, address) ?? [])
  const all = [
    ...ofSigner(state, signer),
    ...mailboxes.flatMap((mailbox): Unseen[] => [
      { what: 'keys', mailbox: mailbox.address, at: mailbox.at, time: mailbox.time },
      ...[mailbox, ...mailbox.former].flatMap(({ fingerprint }): Unseen[] => {
        const revoked = own(state.revoked, fingerprint)
        return revoked ? [{ what: 'revoked', mailbox: mailbox.address, ...placed(revoked) }] : []
      }),
    ]),
    ...suspensions(
      state,
      mailboxes.find(({ address }) => address === from)?.agency,
      new Set(mailboxes.map(({ agency }) => agency)),
    ),
  ]
  return all.filter(({ at }) => at >= size)
}

function ofSigner(state: TrustState, fingerprint: string): Unseen[] {
  const person = personOf(state, fingerprint)
  if (!person) return []
  const who = `${person.title} ${person.number} (${person.agency})`
  const revoked = own(state.revoked, fingerprint)
  return [
    // An appointment says no time of its own; nobody is warned of one.
    { what: 'appointed', who, at: person.at, time: '' },
    ...(person.ended ? [{ what: 'ended' as const, who, ...placed(person.ended) }] : []),
    ...(revoked ? [{ what: 'signer-revoked' as const, who, ...placed(revoked) }] : []),
  ]
}

/** Those by which nothing is sealed between the sender's agency and one of the others. */
function suspensions(state: TrustState, sender: string | undefined, parties: ReadonlySet<string>): Unseen[] {
  return state.suspensions
    .filter(
      ({ by, agency }) =>
        (by === agency && parties.has(by)) ||
        (by === sender && parties.has(agency)) ||
        (agency === sender && parties.has(by)),
    )
    .map(({ by, agency, at, time }) => ({ what: 'suspended', by, agency, at, time }))
}

const placed = ({ at, time }: { at: number; time: string }) => ({ at, time })
