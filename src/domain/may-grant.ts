import { certifies } from './trust/signers.ts'
import {
  agencyNamed,
  mailboxOf,
  personOf,
  revocationOf,
  type TrustedPerson,
  type TrustState,
} from './trust/state.ts'
import { type Grant, PART_OF_RIGHT } from './wire/grant.ts'

/**
 * The certificate of whoever made a grant, when they may: the root of the mailbox's agency, its recovery key, its liaison
 * officer or a deputy, or a colleague who is to hold that very part. Null for everybody else.
 *
 * A grant stands in no log, so the day that it states decides whether somebody was in office. A key that was stolen
 * grants nothing, whatever day it states.
 */
export function granterCertificate(state: TrustState, grant: Grant, granter: string): string | null {
  const mailbox = mailboxOf(state, grant.mailbox)
  if (!mailbox || mailbox.agency === null) return null
  const { root, rootCertificate, recovery } = agencyNamed(state, mailbox.agency)
  if (granter === root) return rootCertificate
  if (granter === recovery?.fingerprint) return recovery.certificate
  const person = personOf(state, granter)
  if (!person || person.agency !== mailbox.agency) return null
  const entitled = certifies(person) || isToHold(person, grant)
  return entitled && wasInOffice(state, person, grant.time) ? person.certificate : null
}

function isToHold({ mailboxes }: TrustedPerson, { mailbox, part }: Grant): boolean {
  const rights = mailboxes.find(({ address }) => address === mailbox)?.rights ?? []
  return rights.some((right) => PART_OF_RIGHT[right] === part)
}

function wasInOffice(state: TrustState, person: TrustedPerson, time: string): boolean {
  const revoked = revocationOf(state, person.fingerprint)
  if (revoked && (revoked.reason === 'compromised' || revoked.time <= time)) return false
  if (person.ended && (person.ended.reason === 'key-stolen' || person.ended.time <= time)) return false
  const day = time.slice(0, 10)
  return person.from <= day && day <= person.until
}
