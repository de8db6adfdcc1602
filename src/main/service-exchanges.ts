import { join } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { readCertificate } from '../crypto/certificate.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { MOST_SERVICE_EXCHANGES, ServiceExchange } from '../domain/wire/service-exchange.ts'
import type { ServiceDescription } from '../domain/wire/session.ts'
import { stepsTo } from '../sdk/former-services.ts'
import type { ServiceCertificates } from '../services/referrals/view.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { readKept } from './kept-text.ts'
import { type KeyPlace, keyFolder } from './key-folder.ts'

/** How the service's key was handed on, in two folders: the gateway reads none but its own, and everybody may know it. */
export const SERVICE_EXCHANGES = 'service.exchanges'

/**
 * How the service's key was handed on to its next ones, the oldest exchange first.
 *
 * @throws StartRefusal when the file is damaged
 */
export async function readServiceExchanges(
  place: Pick<KeyPlace, 'dataDir'>,
  folder: 'gateway' | 'public' = 'public',
): Promise<ServiceExchange[]> {
  const path = join(keyFolder(place, folder), SERVICE_EXCHANGES)
  const text = await readKept(path)
  if (text === undefined) return []
  try {
    return Value.Parse(Type.Array(ServiceExchange, { maxItems: MOST_SERVICE_EXCHANGES }), JSON.parse(text))
  } catch {
    throw new StartRefusal(`${path} is damaged: restore it from the backup of DATA_DIR/keys.`)
  }
}

/** The fingerprints that the service's key had before this one, as that was signed. */
export async function keysBeforeService(
  certificate: PublicKey,
  place: Pick<KeyPlace, 'dataDir'>,
  folder: 'gateway' | 'public',
): Promise<string[]> {
  const steps = await stepsTo(certificate, await readServiceExchanges(place, folder))
  return steps.map(({ statement }) => statement.from)
}

/** The certificates that arrivals were signed with, each for whoever verifies one. */
export async function certificatesOf({
  serviceCertificate,
  serviceExchanges,
}: Pick<ServiceDescription, 'serviceCertificate' | 'serviceExchanges'>): Promise<ServiceCertificates> {
  const steps = await stepsTo(await readCertificate(serviceCertificate), serviceExchanges)
  const former = new Map(steps.map(({ statement, before }) => [statement.from, before.armor()]))
  return { now: serviceCertificate, former }
}
