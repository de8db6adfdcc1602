import { describeCertificate } from '../../crypto/certificate.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import { inOffice, personOf, revocationOf, type TrustedPerson } from '../../domain/trust/state.ts'
import { ClientError } from '../errors.ts'
import { createKept } from '../kept.ts'
import type { Session } from '../session.ts'

/** The auditors of one's agency, as it has appointed them: to whom papers are sealed, and whose signatures count. */
export type Auditors = {
  /** in office today, with a key that can be sealed to; oneself among them */
  readers: PublicKey[]
  /** in office or not any more: what they signed while they were stays theirs */
  signers: PublicKey[]
}

/**
 * Who the auditors of one's agency are, by the trust log and not by what the service says.
 *
 * @throws ClientError when the person is none of them; TrustLogError when the trust log is not fresh
 */
export async function auditorsOf(
  { trust, key, kept = createKept() }: Pick<Session, 'trust' | 'key' | 'kept'>,
  now: Date,
): Promise<Auditors> {
  await trust.freshHead()
  const state = await trust.state()
  const self = personOf(state, key.getFingerprint())
  const day = now.toISOString().slice(0, 10)
  if (!self || !isAuditor(self) || !inOffice(state, self, day))
    throw new ClientError('Your agency has not appointed you as an auditor, or not any more.')
  const people = Object.values(state.people).filter(({ agency }) => agency === self.agency)
  const readers: PublicKey[] = []
  for (const person of people.filter((one) => isAuditor(one) && inOffice(state, one, day))) {
    const certificate = await kept.readCertificate(person.certificate)
    if ((await describeCertificate(certificate, now)).encryption.length > 0) readers.push(certificate)
  }
  const signers = people.filter(
    (one) => wasAuditor(one) && revocationOf(state, one.fingerprint)?.reason !== 'compromised',
  )
  return {
    readers,
    signers: await Promise.all(signers.map(({ certificate }) => kept.readCertificate(certificate))),
  }
}

const isAuditor = ({ roles }: Pick<TrustedPerson, 'roles'>): boolean => roles.includes('auditor')
const wasAuditor = (person: TrustedPerson): boolean => [person, ...person.former].some(isAuditor)
