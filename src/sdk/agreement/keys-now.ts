import type { TrustedAgreement } from '../../domain/trust/state.ts'
import { serviceKeyAfter } from '../former-services.ts'
import { signingKeys } from '../pin-log-key.ts'
import type { Session } from '../session.ts'
import type { AnnexForm } from './form.ts'

/**
 * What the service shows as its own, over what the last annex says of witnesses and of builds of the browser client; while one of its keys is exchanged, the next
 * one, too.
 */
export async function keysNow(
  { service, serviceCertificate }: Pick<Session, 'service' | 'serviceCertificate'>,
  { document, annex }: TrustedAgreement,
): Promise<AnnexForm> {
  const next = await serviceKeyAfter(serviceCertificate, service.serviceExchanges)
  return {
    agreement: document.id,
    origin: annex?.document.origin ?? service.origin,
    ...(await signingKeys(service)),
    service: [serviceCertificate.getFingerprint(), ...(next === null ? [] : [next])],
    witnesses: annex?.document.witnesses ?? [],
    quorum: annex?.document.quorum ?? 0,
    clients: annex?.document.clients ?? [],
  }
}
