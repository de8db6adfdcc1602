import { createMessage, encrypt, type PrivateKey, type PublicKey, sign } from 'openpgp'
import { concat } from '../../src/mail/bytes.ts'
import { type ReadArrival, readArrival } from '../../src/sdk/read-arrival.ts'
import { bytes, daysLater, type Holder, mailbox, today } from '../crypto/people.ts'

export const OURS = 'asb.team@liverpool.gcsx.gov.test'
export const POLICE = 'intelligence@merseyside.pnn.police.test'
export const COLLEAGUE = 'custody@merseyside.pnn.police.test'
export const ELSEWHERE = 'yot@liverpool.gcsx.gov.test'

/** A partner's desk and ours, with what it takes to send mail between them that may be anything at all. */
export type Desks = Awaited<ReturnType<typeof openDesks>>

export async function openDesks() {
  const [ours, police, colleague, stranger] = await Promise.all([
    mailbox(OURS, daysLater(-30)),
    mailbox(POLICE),
    mailbox(COLLEAGUE),
    mailbox('somebody@elsewhere.example'),
  ])
  const senders = new Map<string, PublicKey[]>([
    [POLICE, [police.certificate]],
    [COLLEAGUE, [colleague.certificate]],
  ])

  /** Seals to our desk; signed by each of those given. */
  const seal = async (entity: Uint8Array | string, signers: Holder[] = [], at = today): Promise<string> =>
    String(
      await encrypt({
        message: await createMessage({ binary: typeof entity === 'string' ? bytes(entity) : entity }),
        encryptionKeys: ours.certificate,
        ...(signers.length > 0 ? { signingKeys: signers.map(({ key }) => key) } : {}),
        date: at,
        format: 'armored',
      }),
    )

  const read = (
    raw: Uint8Array,
    { received = today, sealedByService = false, known = senders } = {},
  ): Promise<ReadArrival> =>
    readArrival({
      raw,
      arrival: {
        mailbox: OURS,
        domain: 'merseyside.pnn.police.test',
        authentication: { method: 'relay-address', result: 'pass', domain: 'merseyside.pnn.police.test' },
        raw: { sha256: '0'.repeat(64), sealedByService },
        received: received.toISOString(),
      },
      keys: [ours.key],
      senders: known,
      now: received,
    })

  return { ours, police, colleague, stranger, senders, seal, read }
}

/** A detached signature over a part, as `multipart/signed` carries it. */
export async function signatureOver(part: Uint8Array, key: PrivateKey, at = today): Promise<string> {
  const message = await createMessage({ binary: part })
  return String(await sign({ message, signingKeys: key, detached: true, date: at, format: 'armored' }))
}

/** A `multipart/signed` of a part and a signature, whether they belong together or not. */
export const signedEntity = (part: Uint8Array, signature: string, ...more: Uint8Array[]): Uint8Array =>
  concat(
    'Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="signed"\r\n\r\n',
    '--signed\r\n',
    part,
    '\r\n--signed\r\nContent-Type: application/pgp-signature; name="signature.asc"\r\n\r\n',
    signature,
    ...more.flatMap((one) => ['\r\n--signed\r\n', one]),
    '\r\n--signed--\r\n',
  )

/** An entity with a protected header: RFC 9788, from the police to us unless it is said otherwise. */
export const protectedText = (text: string, fields: Record<string, string> = {}): Uint8Array =>
  concat(
    'Content-Type: text/plain; charset=utf-8; hp="cipher"\r\n',
    ...Object.entries({
      From: POLICE,
      To: OURS,
      Subject: 'RESTRICTED: about Placeholder Pat',
      ...fields,
    }).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}\r\n`])),
    '\r\n',
    text,
  )

const VERSION = 'Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n'

/** PGP/MIME around armor, from the police to us unless it is said otherwise. */
export const pgpMime = (armored: string, fields: Record<string, string> = {}): Uint8Array =>
  concat(
    ...Object.entries({ From: POLICE, To: OURS, Subject: '[...]', ...fields }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    ),
    'MIME-Version: 1.0\r\n',
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="sealed"\r\n\r\n',
    `--sealed\r\n${VERSION}\r\n--sealed\r\nContent-Type: application/octet-stream\r\n\r\n`,
    armored,
    '\r\n--sealed--\r\n',
  )

/** Armor as the text of a mail. */
export const inline = (armored: string, fields: Record<string, string> = {}): Uint8Array =>
  concat(
    ...Object.entries({ From: POLICE, To: OURS, Subject: 'hello', ...fields }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    ),
    '\r\n',
    armored,
  )

/** A multipart within a seal. */
export const entityOf = (type: string, ...parts: (string | Uint8Array)[]): Uint8Array =>
  concat(
    `Content-Type: ${type}; boundary="inside"\r\n\r\n`,
    ...parts.flatMap((part) => ['--inside\r\n', part, '\r\n']),
    '--inside--\r\n',
  )
