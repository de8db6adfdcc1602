import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { currentEncryptionKey } from '../../src/crypto/certificate.ts'
import { lockKey, type PrivateKey, type PublicKey } from '../../src/crypto/keys.ts'
import { renew, revoke, rotate } from '../../src/crypto/mailbox-certificate.ts'
import { partOf } from '../../src/crypto/mailbox-key.ts'
import { open } from '../../src/crypto/open.ts'
import { recipientKeyIds } from '../../src/crypto/sealed-object.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { type Gnupg, gnupg, hasProgram, type Workplace, workplace } from '../crypto/foreign-programs.ts'
import { bytes, type Holder, mailbox, text } from '../crypto/people.ts'

// Foreign programs use the real clock: what happened lies in the hours before now.
const now = new Date()
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const nextYear = new Date(now.getTime() + 365 * 86_400_000)
const address = 'yot@liverpool.gcsx.gov.test'
const entity = bytes('about Placeholder Pat\r\n')
const statement = JSON.stringify({ despatch: 'receipt/1', event: 'opened' })

const present = (program: string): boolean => {
  const found = hasProgram(program)
  if (!found)
    console.info(
      `${program} is not installed: what it would show is not shown. "npm test" as root installs it.`,
    )
  return found
}

let yot: Holder
let primary: PrivateKey
let rotated: { certificate: PublicKey; key: PrivateKey }
let oldSignature: string
beforeAll(async () => {
  yot = await mailbox(address, hoursAgo(3))
  primary = await partOf(yot.key, 'certify')
  oldSignature = await signStatement(statement, await partOf(yot.key, 'sign'), hoursAgo(2))
  rotated = await rotate({ primary, known: yot.certificate, now: hoursAgo(1) }, nextYear)
})

describe.runIf(present('gpg'))('GnuPG, a partner who has our certificate', () => {
  let partner: Gnupg
  const sealedByPartner = () => new Uint8Array(partner.gpg(['-o', '-', '-e', '-r', address], entity))
  const fingerprints = () =>
    partner
      .gpg(['--with-colons', '--list-keys', address])
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('fpr:'))
      .map((line) => line.split(':')[9])
  beforeAll(() => {
    partner = gnupg()
    partner.gpg(['--import'], yot.certificate.armor())
  })
  afterAll(() => partner.remove())

  test('encrypts to the newest subkey after it imported the rotated one, under the fingerprint it knew', async () => {
    const old = sealedByPartner()
    const [before] = fingerprints()
    partner.gpg(['--import'], rotated.certificate.armor())
    expect(fingerprints()[0]).toBe(before)
    const fresh = sealedByPartner()
    expect(recipientKeyIds(fresh)).toEqual([await currentEncryptionKey(rotated.certificate, now)])
    const opened = async (sealed: Uint8Array, key: PrivateKey) =>
      text((await open({ sealed, keys: [await partOf(key, 'open')], verifyWith: [], now })).entity)
    expect(await opened(fresh, rotated.key)).toBe(text(entity))
    expect(await opened(old, yot.key)).toBe(text(entity))
  })

  test('finds good what the new subkey signs, and valid what the old one signed before it ended', async () => {
    const signed = partner.file('statement', statement)
    const fresh = await signStatement(statement, await partOf(rotated.key, 'sign'), now)
    expect(partner.status(['--verify', partner.file('new.asc', fresh), signed])).toContain('GOODSIG')
    const old = partner.status(['--verify', partner.file('old.asc', oldSignature), signed])
    // That the subkey has ended since is said beside it.
    expect(old).toContain('VALIDSIG')
    expect(old).toContain('EXPKEYSIG')
    expect(old).not.toContain('BADSIG')
  })

  test('takes over a later end', async () => {
    const later = new Date(now.getTime() + 700 * 86_400_000)
    const renewed = await renew({ primary, known: rotated.certificate, now }, later)
    partner.gpg(['--import'], renewed.armor())
    const ends = partner
      .gpg(['--with-colons', '--list-keys', address])
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('pub:'))
      .map((line) => Number(line.split(':')[6]))
    expect(ends).toEqual([Math.floor(later.getTime() / 1000)])
    expect(recipientKeyIds(sealedByPartner())).toHaveLength(1)
  })

  test('opens with the locked part that a member was given, and signs with none of it', async () => {
    const own = gnupg()
    try {
      const locked = await lockKey(await partOf(rotated.key, 'open'), 'token', { fast: true })
      own.gpg(['--import'], rotated.certificate.armor())
      own.gpg(['--passphrase', 'token', '--import'], locked)
      const sealed = own.file('sealed', sealedByPartner())
      expect(text(own.gpg(['--passphrase', 'token', '-d', sealed]))).toBe(text(entity))
      expect(() => own.gpg(['--passphrase', 'token', '-o', '-', '--sign'], entity)).toThrow()
    } finally {
      own.remove()
    }
  })

  test('imports the revocation alone, and encrypts to that key no more', async () => {
    const { revocation } = await revoke({ primary, known: rotated.certificate, now }, 'superseded')
    // A revocation is noted in the trust database, which `--trust-model always` does without.
    partner.run('gpg', ['--homedir', partner.folder, '--batch', '--import'], revocation)
    const listing = partner.gpg(['--with-colons', '--list-keys', address]).toString()
    expect(listing).toMatch(/^pub:r:/m)
    expect(() => sealedByPartner()).toThrow()
  })
})

describe.runIf(present('sq'))('Sequoia', () => {
  let place: Workplace
  beforeAll(() => {
    place = workplace()
  })
  afterAll(() => place.remove())

  test('encrypts to the rotated certificate, and to the new subkey alone', async () => {
    const certificate = place.file('yot.asc', rotated.certificate.armor())
    place.run('sq', [
      'encrypt',
      '--recipient-cert',
      certificate,
      '-o',
      'sealed',
      '--binary',
      place.file('in', entity),
    ])
    const sealed = new Uint8Array(place.run('cat', [place.path('sealed')]))
    expect(recipientKeyIds(sealed)).toEqual([await currentEncryptionKey(rotated.certificate, now)])
  })

  test('verifies signatures of the old subkey from before the rotation, and of the new one', async () => {
    const certificate = place.file('yot.asc', rotated.certificate.armor())
    const signed = place.file('statement', statement)
    const fresh = await signStatement(statement, await partOf(rotated.key, 'sign'), now)
    for (const [name, signature] of [
      ['old.asc', oldSignature],
      ['new.asc', fresh],
    ] as const) {
      const file = place.file(name, signature)
      place.run('sq', ['verify', '--signer-cert', certificate, '--detached', file, signed])
    }
  })

  test('believes no signature of the old subkey from after the rotation', async () => {
    const certificate = place.file('yot.asc', rotated.certificate.armor())
    const late = await signStatement(statement, await partOf(yot.key, 'sign'), now)
    const file = place.file('late.asc', late)
    const signed = place.file('statement', statement)
    expect(() =>
      place.run('sq', ['verify', '--signer-cert', certificate, '--detached', file, signed]),
    ).toThrow()
  })

  test('sees that a revoked certificate is revoked', async () => {
    const { certificate } = await revoke({ primary, known: rotated.certificate, now }, 'compromised')
    const file = place.file('revoked.asc', certificate.armor())
    expect(place.run('sq', ['inspect', file]).toString()).toMatch(/revoked/i)
  })
})
