import { certifies } from './trust/signers.ts'
import { agencyNamed, inOffice, mailboxOf, type TrustedPerson, type TrustState } from './trust/state.ts'
import { PART_OF_RIGHT, type Part } from './wire/grant.ts'

/** Somebody who is to hold a part of a mailbox's key: a person in office, or their agency's recovery key. */
export type Holder = {
  part: Part
  fingerprint: string
  /** armored */
  certificate: string
  /** whether it is the agency's recovery key, and no person */
  recovery: boolean
}

/**
 * Everybody who is to hold a part of the key of a mailbox, as the trust log says: members by their rights, the agency's
 * liaison officer and deputies what certifies, and the recovery key everything. Nobody of another agency.
 */
export function holdersOf(state: TrustState, address: string, day: string): Holder[] {
  const mailbox = mailboxOf(state, address)
  if (!mailbox) return []
  const staff = Object.values(state.people).filter(
    (person) => person.agency === mailbox.agency && inOffice(state, person, day),
  )
  const { recovery } = agencyNamed(state, mailbox.agency)
  return [
    ...staff.flatMap((person) => partsOf(person, address).map((part) => ({ part, ...held(person) }))),
    ...(recovery === null
      ? []
      : (['sign', 'open', 'certify'] as const).map((part) => ({ part, ...recovery, recovery: true }))),
  ]
}

/** The parts of a mailbox's key that a person is to hold. */
function partsOf(person: TrustedPerson, address: string): Part[] {
  const rights = person.mailboxes.find((mailbox) => mailbox.address === address)?.rights ?? []
  const parts: Part[] = rights.map((right) => PART_OF_RIGHT[right])
  return certifies(person) ? [...parts, 'certify'] : parts
}

const held = ({ fingerprint, certificate }: TrustedPerson) => ({ fingerprint, certificate, recovery: false })

/** A holder and a part as one text, to compare and to look up by. */
export const holding = ({ part, fingerprint }: Pick<Holder, 'part' | 'fingerprint'>): string =>
  `${part} ${fingerprint}`
