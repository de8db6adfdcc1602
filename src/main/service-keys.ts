import { generateKeyPair, generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generateUserKey, lockKey, type PrivateKey, unlockKey } from '../crypto/keys.ts'
import { makeServerSetup } from '../crypto/opaque.ts'
import type { ServiceExchange } from '../domain/wire/service-exchange.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { readKept } from './kept-text.ts'
import { inFolder, type KeyPlace, keyFolder } from './key-folder.ts'
import { readExchanges, readSequencerKeys, type SequencerKeys } from './log-keys.ts'
import { readServiceExchanges } from './service-exchanges.ts'

/** What everybody may know, in `DATA_DIR/keys/public`. */
export type PublicKeys = {
  /** the log's verifier key */
  logKey: string
  /** the trust log's verifier key */
  trustKey: string
  /** the notes by which either was handed on, the oldest first */
  keyExchanges: string[]
  /** the armored certificate of the key that signs arrival statements */
  serviceCertificate: string
  /** how it was handed on, the oldest exchange first */
  serviceExchanges: ServiceExchange[]
}

/** What the API alone needs, in `keys/api`. */
export type ApiKeys = {
  /** PKCS#8 PEM of the seed that each day's key of access tokens is derived from */
  token: string
  /** the server's secret of OPAQUE (RFC 9807): with another one no passphrase is right any more */
  opaqueSetup: string
}

/** What the gateway alone needs, in `keys/gateway`. */
export type GatewayKeys = {
  /** signs arrival statements */
  service: PrivateKey
  /** key of the HMAC by which mail that came unsealed is known again */
  sameMail: string
  /** the gateway's TLS key and certificate */
  tls: { key: string; cert: string }
}

/** What the worker alone needs, in `keys/worker`. */
export type WorkerKeys = {
  /** signs the mail that leaves; null where it is not to be signed */
  dkim: { selector: string; key: string } | null
}

/**
 * The service's own keys, kept in `DATA_DIR/keys` (folders 0700, files 0600) and in no database. Each part of the
 * service has a folder there, and reads no other but `public`: in containers each is given its own.
 */
export type ServiceKeys = PublicKeys & ApiKeys & GatewayKeys & SequencerKeys & WorkerKeys

const CERTIFICATE_YEARS = 10

/**
 * Reads all of the service's keys, making those that are not there yet. What is made here is fixed by
 * `fixSettings`: a database that knows other keys is refused.
 *
 * @param names `log` is the log's origin (address without scheme, with `/log`), `domain` the mail domain
 */
export async function readServiceKeys(
  dataDir: string,
  names: Pick<KeyPlace, 'log' | 'domain' | 'dkimSelector'>,
  now: Date,
): Promise<ServiceKeys> {
  const place = { dataDir, ...names, now }
  const [gateway, sequencer, api, worker] = await Promise.all([
    readGatewayKeys(place),
    readSequencerKeys(place),
    readApiKeys(place),
    readWorkerKeys(place),
  ])
  const kept = inFolder(place, 'public')
  const [logKey, trustKey, serviceCertificate] = await Promise.all([
    kept('log.vkey', async () => sequencer.log.vkey),
    kept('trust.vkey', async () => sequencer.trust.vkey),
    kept('service.asc', async () => gateway.service.toPublic().armor()),
  ])
  const certified = { serviceCertificate, serviceExchanges: await readServiceExchanges(place) }
  const keyExchanges = await allExchanges(place)
  return { ...gateway, ...sequencer, ...api, ...worker, logKey, trustKey, keyExchanges, ...certified }
}

/**
 * Reads what everybody may know. Where nobody has made the keys yet, they are all made, as by `despatch keys`.
 *
 * @throws StartRefusal when they are not there and cannot be made here
 */
export async function readPublicKeys(place: KeyPlace): Promise<PublicKeys> {
  const folder = keyFolder(place, 'public')
  const [logKey, trustKey, serviceCertificate] = await Promise.all([
    readKept(join(folder, 'log.vkey')),
    readKept(join(folder, 'trust.vkey')),
    readKept(join(folder, 'service.asc')),
  ])
  if (logKey !== undefined && trustKey !== undefined && serviceCertificate !== undefined)
    return {
      ...{ logKey, trustKey, keyExchanges: await allExchanges(place) },
      ...{ serviceCertificate, serviceExchanges: await readServiceExchanges(place) },
    }
  try {
    const made = await readServiceKeys(place.dataDir, place, place.now)
    const { logKey, trustKey, keyExchanges, serviceCertificate, serviceExchanges } = made
    return { logKey, trustKey, keyExchanges, serviceCertificate, serviceExchanges }
  } catch (error) {
    if (!['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new StartRefusal(
      `The service's keys are not in ${folder}, and cannot be made there: run "despatch keys" where DATA_DIR can be written.`,
    )
  }
}

const allExchanges = async (place: KeyPlace): Promise<string[]> => [
  ...(await readExchanges(place, 'public', 'log')),
  ...(await readExchanges(place, 'public', 'trust')),
]

/** Reads what access tokens are signed with and passphrases are judged by, or makes it. */
export async function readApiKeys(place: KeyPlace): Promise<ApiKeys> {
  const kept = inFolder(place, 'api')
  const token = await kept('token.pem', async () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  const opaqueSetup = await kept('opaque.setup', makeServerSetup)
  return { token, opaqueSetup: opaqueSetup.trim() }
}

/** Reads the keys of the gateway, or makes them. */
export async function readGatewayKeys(place: KeyPlace): Promise<GatewayKeys> {
  const { domain, now } = place
  const kept = inFolder(place, 'gateway')
  // The lock protects against nothing (its passphrase stands beside it); it is there because every secret key
  // that this program writes is locked, so that none can be imported somewhere by mistake.
  const passphrase = await kept('service.passphrase', makePassphrase)
  const armored = await kept('service.asc', () => makeServiceKey({ domain, now }, passphrase))
  const sameMail = await kept('same-mail.key', async () => randomText())
  const tls = JSON.parse(
    await kept('gateway-tls.json', async () => JSON.stringify(await selfSigned(domain, now))),
  )
  return { service: await unlockKey(armored, passphrase), sameMail, tls }
}

/** Makes a key that arrival statements are signed with, locked. */
export async function makeServiceKey(
  { domain, now }: Pick<KeyPlace, 'domain' | 'now'>,
  passphrase: string,
): Promise<string> {
  const key = await generateUserKey({ name: 'Despatch service', address: `service@${domain}`, now })
  return lockKey(key, passphrase, { fast: true })
}

/** Reads the key that mail is signed with, or makes it; there is none where mail is not to be signed. */
export async function readWorkerKeys(place: KeyPlace): Promise<WorkerKeys> {
  const { dkimSelector: selector = null } = place
  if (selector === null) return { dkim: null }
  const key = await inFolder(place, 'worker')(dkimFile(selector), async () => {
    // RFC 8301 §3.2: 2048 bits, which every verifier takes and one TXT record holds.
    const made = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
    return made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  })
  return { dkim: { selector, key } }
}

export const dkimFile = (selector: string): string => `dkim-${selector}.pem`

function randomText(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}

/** What the service's key is locked by. */
export const makePassphrase = async (): Promise<string> => randomText()

/** A certificate of our own making, for partners to pin. */
async function selfSigned(domain: string, now: Date): Promise<{ key: string; cert: string }> {
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + CERTIFICATE_YEARS)
  // Much to load, for what is needed at the first start alone.
  const { generate } = await import('selfsigned')
  const { private: key, cert } = await generate([{ name: 'commonName', value: domain }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - 3_600_000),
    notAfterDate: until,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: domain }] }],
  })
  return { key, cert }
}
