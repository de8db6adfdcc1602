import { readKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateUserKey } from '../../../src/crypto/keys.ts'
import { demandOwnKeyIds, judgePartnerKey } from '../../../src/crypto/partner-key/judge-key.ts'
import { seal } from '../../../src/crypto/seal.ts'
import { hasProgram, type Workplace, workplace } from '../foreign-programs.ts'
import { bytes } from '../people.ts'
import { CURVE, heldBy, type KeyMaker, keyMaker, rsa } from './foreign-keys.ts'

const ADDRESS = 'intelligence@merseyside.pnn.police.test'
/** GnuPG makes keys by the clock of the machine. */
const now = new Date(Date.now() + 60_000)
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)

let gpg: KeyMaker
let sq: Workplace

beforeAll(() => {
  gpg = keyMaker()
  sq = workplace()
})
afterAll(() => {
  gpg?.remove()
  sq?.remove()
})

const judge = (file: Uint8Array, at = now) => judgePartnerKey(file, { address: ADDRESS, now: at })
const refusal = async (file: Uint8Array, at = now) => {
  const error = await judge(file, at).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof Error && 'reason' in error
    ? { reason: error.reason, message: error.message }
    : error
}

describe('a key that gpg made is taken', () => {
  test.each([
    ['Curve25519', CURVE, 'Curve25519', false],
    ['RSA of 3072 bits', rsa(3072), 'RSA 3072', false],
    ['RSA of 2048 bits, with a word about it', rsa(2048), 'RSA 2048', true],
    [
      'a curve of NIST',
      [
        'Key-Type: ECDSA',
        'Key-Curve: nistp256',
        'Key-Usage: cert,sign',
        'Subkey-Type: ECDH',
        'Subkey-Curve: nistp256',
        'Subkey-Usage: encrypt',
      ],
      'NIST P-256',
      false,
    ],
  ])('%s', async (_name, parameters, algorithm, small) => {
    const fingerprint = gpg.make([...parameters, ...heldBy(ADDRESS)])
    const key = await judge(gpg.exported(fingerprint))
    expect(key).toMatchObject({ fingerprint, algorithm, address: ADDRESS })
    expect(key.remarks.some((remark) => remark.includes('less than 3072'))).toBe(small)
    expect(key.expires?.getTime()).toBeGreaterThan(later(700).getTime())
    // What is kept of it is sealed to, and opened by the one who made it.
    const sealed = await seal({ entity: bytes('a test'), recipients: [key.certificate], now })
    expect(gpg.gpg(['--decrypt'], sealed).toString()).toBe('a test')
  })

  test('binary too, and out of a mail that was saved', async () => {
    const fingerprint = gpg.make([...CURVE, ...heldBy(ADDRESS)])
    const binary = new Uint8Array(gpg.gpg(['--export', fingerprint]))
    expect((await judge(binary)).fingerprint).toBe(fingerprint)
    const armored = new TextDecoder().decode(gpg.exported(fingerprint))
    const mail = bytes(`Dear all,\r\n\r\nour new key:\r\n\r\n${armored}\r\nRegards\r\n`)
    expect((await judge(mail)).fingerprint).toBe(fingerprint)
  })

  test('without its photo, other people’s signatures, other names, and subkeys that nobody needs', async () => {
    const fingerprint = gpg.make([...CURVE, ...heldBy(ADDRESS)])
    gpg.make([...CURVE, ...heldBy('colleague@merseyside.pnn.police.test')])
    gpg.gpg(['--quick-add-uid', fingerprint, 'Somebody at home <somebody@home.test>'])
    gpg.gpg(['--quick-sign-key', '--default-key', 'colleague@merseyside.pnn.police.test', fingerprint])
    gpg.gpg(['--quick-add-key', fingerprint, 'ed25519', 'auth', '1y'])
    gpg.gpg(['--quick-add-key', fingerprint, 'ed25519', 'sign', '1y'])
    const whole = await readKey({ binaryKey: new Uint8Array(gpg.gpg(['--export', fingerprint])) })
    expect([whole.users.length, whole.subkeys.length]).toEqual([2, 3])

    const { certificate } = await judge(gpg.exported(fingerprint))
    expect(certificate.getUserIDs()).toEqual([`Duty desk <${ADDRESS}>`])
    expect(certificate.users[0]?.otherCertifications).toEqual([])
    expect(certificate.subkeys).toHaveLength(2)
    expect(certificate.write().length).toBeLessThan(900)
  })

  test('with the newest of several encryption subkeys, as gpg itself chooses', async () => {
    const fingerprint = gpg.make([...CURVE, ...heldBy(ADDRESS)], ['--faked-system-time', '20240101T000000'])
    gpg.gpg(['--quick-set-expire', fingerprint, '0'])
    gpg.gpg(['--quick-add-key', fingerprint, 'cv25519', 'encrypt', '1y'])
    const { certificate, expires } = await judge(gpg.exported(fingerprint))
    expect(certificate.subkeys).toHaveLength(1)
    expect(certificate.subkeys[0]?.getCreationTime().getFullYear()).toBe(new Date().getFullYear())
    expect(expires?.getTime()).toBeLessThan(later(366).getTime())
  })
})

describe('a key is refused, with whose it is and what to do, when it', () => {
  test('has ended', async () => {
    const fingerprint = gpg.make(
      [...CURVE, ...heldBy(ADDRESS, { until: '30d' })],
      ['--faked-system-time', '20260201T120000'],
    )
    expect(await refusal(gpg.exported(fingerprint))).toEqual({
      reason: 'expired',
      message: expect.stringMatching(
        new RegExp(`^The key ${fingerprint} of ${ADDRESS} ended on 3 March 2026\\. Ask .* to extend it`),
      ),
    })
  })

  test('has an encryption subkey that alone has ended', async () => {
    const fingerprint = gpg.make(
      ['Key-Type: EDDSA', 'Key-Curve: ed25519', 'Key-Usage: cert,sign', ...heldBy(ADDRESS, { until: '0' })],
      ['--faked-system-time', '20260201T120000'],
    )
    gpg.gpg([
      '--faked-system-time',
      '20260201T120001',
      '--quick-add-key',
      fingerprint,
      'cv25519',
      'encrypt',
      '30d',
    ])
    expect(await refusal(gpg.exported(fingerprint))).toMatchObject({
      reason: 'expired',
      message: expect.stringContaining('ended on 3 March 2026'),
    })
  })

  test('was revoked by its holder', async () => {
    const fingerprint = gpg.make([...CURVE, ...heldBy(ADDRESS)])
    const path = gpg.path(`openpgp-revocs.d/${fingerprint.toUpperCase()}.rev`)
    const revocation = gpg.run('sed', ['s/^:-----/-----/', path])
    gpg.gpg(['--import'], revocation)
    expect(await refusal(gpg.exported(fingerprint))).toMatchObject({
      reason: 'revoked',
      message: expect.stringContaining(
        `of ${ADDRESS} was revoked by its holder. Ask ${ADDRESS} for their new one`,
      ),
    })
  })

  test('has nothing that can be encrypted to', async () => {
    const fingerprint = gpg.make([
      'Key-Type: EDDSA',
      'Key-Curve: ed25519',
      'Key-Usage: cert,sign',
      ...heldBy(ADDRESS),
    ])
    expect(await refusal(gpg.exported(fingerprint))).toMatchObject({ reason: 'no-encryption-key' })
  })

  test('is signed by itself with SHA-1', async () => {
    const sha1 = ['--cert-digest-algo', 'SHA1']
    const fingerprint = gpg.make([...rsa(2048), ...heldBy(ADDRESS)], sha1)
    expect(await refusal(gpg.exported(fingerprint))).toMatchObject({
      reason: 'old-signatures',
      message: expect.stringContaining('--cert-digest-algo SHA256'),
    })
    // What it says to do is what helps.
    const renew = ['--cert-digest-algo', 'SHA256', '--quick-set-expire', fingerprint, '2y']
    const wait = `${Math.floor(Date.now() / 1000) + 5}!`
    gpg.gpg(['--faked-system-time', wait, ...renew])
    gpg.gpg(['--faked-system-time', wait, ...renew, '*'])
    expect((await judge(gpg.exported(fingerprint))).fingerprint).toBe(fingerprint)
  })

  test.each([
    ['RSA of 1024 bits', rsa(1024), 'an RSA key of 1024 bits'],
    [
      'DSA with ElGamal',
      ['Key-Type: DSA', 'Key-Length: 2048', 'Subkey-Type: ELG', 'Subkey-Length: 1024'],
      'a DSA key',
    ],
    [
      'ElGamal beneath a good primary key',
      [
        'Key-Type: RSA',
        'Key-Length: 2048',
        'Key-Usage: cert,sign',
        'Subkey-Type: ELG',
        'Subkey-Length: 1024',
      ],
      'an ElGamal key',
    ],
    [
      'the curve secp256k1',
      ['Key-Type: ECDSA', 'Key-Curve: secp256k1', 'Subkey-Type: ECDH', 'Subkey-Curve: secp256k1'],
      'a key of the curve secp256k1',
    ],
  ])('is weak: %s', async (_name, parameters, said) => {
    const fingerprint = gpg.make([...parameters, ...heldBy(ADDRESS)])
    expect(await refusal(gpg.exported(fingerprint))).toMatchObject({
      reason: 'weak',
      message: expect.stringContaining(said),
    })
  })

  test('is of another mailbox', async () => {
    const fingerprint = gpg.make([...CURVE, ...heldBy('control.room@merseyside.pnn.police.test')])
    expect(await refusal(gpg.exported(fingerprint))).toEqual({
      reason: 'other-address',
      message: expect.stringContaining(
        `${fingerprint} is made out to control.room@merseyside.pnn.police.test and not to ${ADDRESS}`,
      ),
    })
  })

  test('is the private half, given by mistake, whatever it is labelled', async () => {
    const fingerprint = gpg.make([...CURVE, ...heldBy(ADDRESS)])
    const secret = new Uint8Array(gpg.gpg(['--armor', '--export-secret-keys', fingerprint]))
    const labelled = bytes(new TextDecoder().decode(secret).replaceAll('PRIVATE KEY', 'PUBLIC KEY'))
    const binary = new Uint8Array(gpg.gpg(['--export-secret-keys', fingerprint]))
    for (const given of [secret, labelled, binary]) {
      expect(await refusal(given)).toMatchObject({
        reason: 'secret',
        message: expect.stringContaining('was not kept'),
      })
    }
  })

  test('is one of two of the same mailbox, unless it is named', async () => {
    const [one = '', other = ''] = [0, 1].map(() => gpg.make([...CURVE, ...heldBy('twice@police.test')]))
    const file = new Uint8Array(Buffer.concat([gpg.exported(one), gpg.exported(other)]))
    const asked = { address: 'twice@police.test', now }
    await expect(judgePartnerKey(file, asked)).rejects.toMatchObject({ reason: 'several' })
    const named = await judgePartnerKey(file, { ...asked, fingerprint: other })
    expect(named.fingerprint).toBe(other)
  })

  test('has a key id that is somebody else’s', async () => {
    const file = gpg.exported(gpg.make([...CURVE, ...heldBy(ADDRESS)]))
    const key = await judge(file)
    const keyId = key.keyIds[1] ?? ''
    const known = [{ keyId, fingerprint: '0'.repeat(40), owner: 'yot@liverpool.gcsx.gov.test' }]
    expect(() => demandOwnKeyIds(key, known)).toThrow('which is that of yot@liverpool.gcsx.gov.test')
    expect(() =>
      demandOwnKeyIds(key, [
        { ...known[0], keyId: key.keyIds[0] ?? '', fingerprint: key.fingerprint, owner: ADDRESS },
      ]),
    ).not.toThrow()
  })

  test('is none, or breaks off', async () => {
    const file = gpg.exported(gpg.make([...CURVE, ...heldBy(ADDRESS)]))
    const cut = file.slice(0, 300)
    for (const wrong of [
      bytes(''),
      bytes('nonsense'),
      cut,
      new Uint8Array([0x99, 1, 2]),
      new Uint8Array(2_000_000),
    ]) {
      expect(await refusal(wrong)).toMatchObject({ reason: 'unreadable' })
    }
  })

  test('is not of today yet', async () => {
    const key = await generateUserKey({ name: 'Duty desk', address: ADDRESS, now: later(3) })
    expect(await refusal(bytes(key.toPublic().armor()))).toMatchObject({ reason: 'not-yet-valid' })
  })
})

describe.skipIf(!hasProgram('sq'))(
  'a key that sq made (skipped where there is no sq: apt-get install sq)',
  () => {
    test.each([
      ['cv25519', 'Curve25519'],
      ['rsa3k', 'RSA 3072'],
    ])('%s is taken, without its subkey for signing in to computers', async (suite, algorithm) => {
      sq.run('sq', [
        'key',
        'generate',
        '--cipher-suite',
        suite,
        '--userid',
        `Desk <${ADDRESS}>`,
        '--export',
        `${suite}.key`,
      ])
      const file = new Uint8Array(sq.run('sq', ['key', 'extract-cert', sq.path(`${suite}.key`)]))
      const key = await judge(file)
      expect(key.algorithm).toBe(algorithm)
      expect(key.certificate.subkeys).toHaveLength(2)
    })
  },
)
