import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { generateUserKey, lockKey, type PrivateKey, unlockKey } from '../crypto/keys.ts'
import { generateLogKey, type NoteSigner, type NoteVerifier, readSigner, readVerifier } from '../log/keys.ts'

/** The service's own keys, kept in `DATA_DIR/keys` (0700, files 0600) and in no database. */
export type ServiceKeys = {
  /** signs arrival statements */
  service: PrivateKey
  /** its armored certificate, given out by the API */
  serviceCertificate: string
  log: { signer: NoteSigner; verifier: NoteVerifier; vkey: string }
  /** PKCS#8 PEM that access tokens are signed with */
  token: string
  /** key of the HMAC by which mail that came unsealed is known again */
  sameMail: string
  /** the gateway's TLS key and certificate */
  tls: { key: string; cert: string }
}

const CERTIFICATE_YEARS = 10

/**
 * Reads the service's keys, making those that are not there yet. What is made here is fixed by
 * `fixSettings`: a database that knows other keys is refused.
 *
 * @param names `log` is the log's origin (address without scheme, with `/log`), `domain` the mail domain
 */
export async function readServiceKeys(
  dataDir: string,
  names: { log: string; domain: string },
  now: Date,
): Promise<ServiceKeys> {
  const folder = join(dataDir, 'keys')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const kept = (name: string, make: () => Promise<string>) => readOrMake(join(folder, name), make)

  // The lock protects against nothing (its passphrase stands beside it); it is there because every secret key
  // that this program writes is locked, so that none can be imported somewhere by mistake.
  const passphrase = await kept('service.passphrase', async () => randomText())
  const serviceArmored = await kept('service.asc', async () => {
    const key = await generateUserKey({ name: 'Despatch service', address: `service@${names.domain}`, now })
    return lockKey(key, passphrase, { fast: true })
  })
  const service = await unlockKey(serviceArmored, passphrase)
  const logText = await kept('log.key', async () => {
    const { signer, vkey } = await generateLogKey(names.log)
    return `${signer}\n${vkey}\n`
  })
  const [signer = '', vkey = ''] = logText.split('\n')
  const token = await kept('token.pem', async () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  const sameMail = await kept('same-mail.key', async () => randomText())
  const tls = JSON.parse(
    await kept('gateway-tls.json', async () => JSON.stringify(await selfSigned(names.domain, now))),
  )
  return {
    service,
    serviceCertificate: service.toPublic().armor(),
    log: { signer: await readSigner(signer), verifier: await readVerifier(vkey), vkey },
    token,
    sameMail,
    tls,
  }
}

/** Reads a file, or makes it so that two starts at once end up with one of the two. */
async function readOrMake(path: string, make: () => Promise<string>): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  const text = await make()
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true })
    return text
  } catch (error) {
    if (isCode(error, 'EEXIST')) return readFile(path, 'utf8')
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function randomText(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}

/** A certificate of our own making, for partners to pin. */
async function selfSigned(domain: string, now: Date): Promise<{ key: string; cert: string }> {
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + CERTIFICATE_YEARS)
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
