import { hash } from 'node:crypto'
import { readCertificate } from '../crypto/certificate.ts'
import { keysBefore } from '../log/key-exchange.ts'
import type { KeyPlace } from './key-folder.ts'
import { type LogName, readExchanges, readSequencerKeys, type SequencerKeys } from './log-keys.ts'
import type { Role } from './service.ts'
import { keysBeforeService } from './service-exchanges.ts'
import {
  type ApiKeys,
  type GatewayKeys,
  type PublicKeys,
  readApiKeys,
  readGatewayKeys,
  readPublicKeys,
  readWorkerKeys,
  type WorkerKeys,
} from './service-keys.ts'

/** The keys of the parts that a process runs, and of no other part. */
export type RoleKeys = {
  api: (PublicKeys & ApiKeys) | null
  gateway: GatewayKeys | null
  sequencer: SequencerKeys | null
  worker: WorkerKeys | null
  /** what the database has to know them by, where this process knows it */
  known: {
    'log-key'?: string
    'trust-key'?: string
    'service-certificate'?: string
    'opaque-setup'?: string
  }
  /** what it may know them by instead: those before they were exchanged */
  before: { 'log-key': string[]; 'trust-key': string[]; 'service-certificate': string[] }
}

/** Reads the keys of a role; those that nobody has made yet are made. */
export async function readRoleKeys(place: KeyPlace, role: Role): Promise<RoleKeys> {
  const runs = (wanted: Role) => role === 'all' || role === wanted
  // The public ones come first: where there are none, all are made by one process, and the others find them.
  const published = runs('api') ? await readPublicKeys(place) : null
  const [token, gateway, sequencer, worker] = await Promise.all([
    runs('api') ? readApiKeys(place) : null,
    runs('gateway') ? readGatewayKeys(place) : null,
    runs('sequencer') ? readSequencerKeys(place) : null,
    runs('worker') ? readWorkerKeys(place) : null,
  ])
  const logKey = sequencer?.log.vkey ?? published?.logKey
  const trustKey = sequencer?.trust.vkey ?? published?.trustKey
  const certificate =
    gateway?.service.toPublic() ?? (published && (await readCertificate(published.serviceCertificate)))
  const exchanged = async (key: string | undefined, log: LogName): Promise<string[]> =>
    key ? keysBefore(key, await readExchanges(place, sequencer ? 'sequencer' : 'public', log)) : []
  return {
    api: published && token && { ...published, ...token },
    gateway,
    sequencer,
    worker,
    known: {
      ...(logKey ? { 'log-key': logKey } : {}),
      ...(trustKey ? { 'trust-key': trustKey } : {}),
      ...(certificate ? { 'service-certificate': certificate.getFingerprint() } : {}),
      // A digest: 128 random bytes cannot be guessed from it.
      ...(token ? { 'opaque-setup': hash('sha256', token.opaqueSetup) } : {}),
    },
    before: {
      'log-key': await exchanged(logKey, 'log'),
      'trust-key': await exchanged(trustKey, 'trust'),
      'service-certificate': certificate
        ? await keysBeforeService(certificate, place, gateway ? 'gateway' : 'public')
        : [],
    },
  }
}

/** What the log of the service at this address calls itself: the address without its scheme, and `/log`. */
export const logOrigin = (publicUrl: string): string => `${new URL(publicUrl).host}/log`
