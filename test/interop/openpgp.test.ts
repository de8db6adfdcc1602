import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { armorMessage, dearmorMessage } from '../../src/crypto/armor.ts'
import { currentEncryptionKey, describeCertificate, readCertificate } from '../../src/crypto/certificate.ts'
import { lockKey, type PublicKey, withoutPrimarySecret } from '../../src/crypto/keys.ts'
import { open } from '../../src/crypto/open.ts'
import { seal } from '../../src/crypto/seal.ts'
import {
  createSealedObjectCheck,
  recipientKeyIds,
  SealedObjectError,
} from '../../src/crypto/sealed-object.ts'
import { signStatement, verifyStatement } from '../../src/crypto/statement.ts'
import { kinds, renderingName } from '../../src/domain/kinds.ts'
import { referenceOf } from '../../src/domain/reference.ts'
import { composeReferral } from '../../src/mail/compose.ts'
import { readReferral } from '../../src/mail/read.ts'
import { normaliseText } from '../../src/mail/text.ts'
import { type Gnupg, gnupg, hasProgram, type Workplace, workplace } from '../crypto/foreign-programs.ts'
import { bytes, type Holder, mailbox, person, text } from '../crypto/people.ts'

// Foreign programs use the real clock; keys are an hour old so that no program thinks them made in the future.
const now = new Date()
const anHourAgo = new Date(now.getTime() - 3_600_000)
const entity = bytes('Subject: RESTRICTED: about Placeholder Pat\r\n\r\nRESTRICTED\r\ncafé\r\n')
const statement = JSON.stringify({ despatch: 'receipt/1', event: 'opened', note: 'café' })

const present = (program: string): boolean => {
  const found = hasProgram(program)
  if (!found)
    console.info(
      `${program} is not installed: what it would show is not shown. "npm test" as root installs it.`,
    )
  return found
}

let asb: Holder
let yot: Holder
let testina: Holder

beforeAll(async () => {
  asb = await mailbox('asb.team@liverpool.gcsx.gov.test', anHourAgo)
  yot = await mailbox('yot@liverpool.gcsx.gov.test', anHourAgo)
  testina = await person('Testina Example', anHourAgo)
})

const verdict = (object: Uint8Array, expected: string[]): string => {
  try {
    const check = createSealedObjectCheck(expected)
    check.push(object)
    check.end()
    return 'accepted'
  } catch (error) {
    if (error instanceof SealedObjectError) return error.reason
    throw error
  }
}

const keyIds = (...certificates: PublicKey[]) =>
  Promise.all(certificates.map((cert) => currentEncryptionKey(cert, new Date())))

describe.runIf(present('gpg'))('GnuPG', () => {
  let partner: Gnupg
  let police: PublicKey
  const address = 'intelligence@merseyside.pnn.police.test'
  const encryptTo = (recipients: string[], options: string[] = []) =>
    new Uint8Array(
      partner.gpg([...options, '-o', '-', '-e', ...recipients.flatMap((name) => ['-r', name])], entity),
    )

  beforeAll(async () => {
    partner = gnupg()
    partner.gpg([
      '--passphrase',
      '',
      '--quick-generate-key',
      `Police desk <${address}>`,
      'future-default',
      'default',
      'never',
    ])
    police = await readCertificate(partner.gpg(['--armor', '--export', address]).toString())
    partner.gpg(['--import'], asb.certificate.armor())
    partner.gpg(['--import'], yot.certificate.armor())
    partner.gpg(['--import'], testina.certificate.armor())
  })
  afterAll(() => partner.remove())

  test('reads a mailbox certificate as one that certifies, with a subkey that signs and one that is encrypted to', () => {
    const listing = partner.gpg(['--with-colons', '--list-keys', 'yot@liverpool.gcsx.gov.test']).toString()
    const use = (kind: string) =>
      listing
        .split('\n')
        .filter((line) => line.startsWith(`${kind}:`))
        .map((line) => line.split(':')[11])
    expect(use('pub')).toEqual(['cESC'])
    expect(use('sub')).toEqual(['s', 'e'])
  })

  test('opens what we seal, and finds the signature of the sending mailbox good', async () => {
    const recipients = [police, yot.certificate, asb.certificate]
    const object = await seal({ entity, signingKey: asb.key, recipients, now: new Date() })
    const file = partner.file('sealed.asc', armorMessage(object).replaceAll('\n', '\r\n'))
    const status = partner.status(['-o', partner.path('out'), '-d', file])
    expect(text(partner.run('cat', [partner.path('out')]))).toBe(text(entity))
    expect(status).toContain('GOODSIG')
    expect(status.toLowerCase()).toContain(asb.key.getFingerprint())
  })

  test.each(kinds.map((kind) => [kind.kind, kind] as const))(
    'opens a referral of the kind %s, in which its text and its data are whole',
    async (name, kind) => {
      const marking = kind.defaults.marking.GPMS
      const [from, to] = ['asb.team@liverpool.gcsx.gov.test', address]
      const id = '01890a5d-ac96-774b-bcce-b302099a8057'
      const reference = referenceOf(name, id)
      const words = kind.render(kind.example, {
        marking,
        reference,
        from,
        to: [to],
        urgency: 'routine',
        respondBy: null,
      })
      const referral = composeReferral({
        headers: { subject: reference, from, to: [to], date: now, messageId: `<${id}@despatch.test>` },
        text: words,
        terms: { text: '{}', signature: 'stands for one' },
        rendering: renderingName(kind),
        data: kind.example,
        attachments: [],
      })
      const recipients = [police, asb.certificate]
      const object = await seal({ entity: referral, signingKey: asb.key, recipients, now: new Date() })
      const opened = await readReferral(partner.gpg(['-d', partner.file('kind.asc', armorMessage(object))]))
      expect(normaliseText(opened.text ?? '')).toBe(normaliseText(words))
      expect(opened.referral?.data).toEqual(kind.example)
      expect(opened.referral?.rendering).toBe(`${name}/1`)
    },
  )

  test('seals to us, found by the address, in the one form that the service accepts', async () => {
    const object = encryptTo(
      [address, 'yot@liverpool.gcsx.gov.test', 'asb.team@liverpool.gcsx.gov.test'],
      ['-s', '-u', address],
    )
    const expected = await keyIds(police, yot.certificate, asb.certificate)
    expect(verdict(object, expected)).toBe('accepted')
    expect(recipientKeyIds(object).toSorted()).toEqual(expected.toSorted())
    const opened = await open({
      sealed: object,
      keys: [yot.key],
      verifyWith: [asb.certificate, police],
      now: new Date(),
    })
    expect(text(opened.entity)).toBe(text(entity))
    expect(opened.signature).toEqual({ status: 'verified', signer: police.getFingerprint() })
  })

  test('sends mail armored, with a comment and a version, that we open', async () => {
    const armored = partner
      .gpg(
        [
          '--armor',
          '--comment',
          'a comment',
          '--emit-version',
          '-o',
          '-',
          '-e',
          '-r',
          'yot@liverpool.gcsx.gov.test',
        ],
        entity,
      )
      .toString()
    const opened = await open({
      sealed: await dearmorMessage(armored),
      keys: [yot.key],
      verifyWith: [],
      now: new Date(),
    })
    expect(text(opened.entity)).toBe(text(entity))
    expect(opened.signature).toEqual({ status: 'unsigned' })
  })

  test('is refused as a hidden reader by name of the trick', async () => {
    const expected = await keyIds(yot.certificate, asb.certificate)
    const both = ['yot@liverpool.gcsx.gov.test', 'asb.team@liverpool.gcsx.gov.test']
    expect(verdict(encryptTo(both), expected)).toBe('accepted')
    expect(verdict(encryptTo([...both, address]), expected)).toBe('unexpected-recipient')
    expect(verdict(encryptTo(both, ['--encrypt-to', address]), expected)).toBe('unexpected-recipient')
    expect(verdict(encryptTo(both.slice(1)), expected)).toBe('missing-recipient')
    expect(verdict(encryptTo(both, ['--throw-keyids']), expected)).toBe('wildcard-recipient')
    expect(verdict(encryptTo(both, ['--hidden-encrypt-to', address]), expected)).toBe('wildcard-recipient')
    expect(verdict(encryptTo(both, ['--symmetric', '--passphrase', 'letmein']), expected)).toBe(
      'password-packet',
    )
    const one = encryptTo(both)
    expect(verdict(new Uint8Array([...one, ...one]), expected)).toBe('trailing-data')
    expect(verdict(one.slice(0, -1), expected)).toBe('truncated')
    expect(verdict(new Uint8Array(partner.gpg(['-o', '-', '--store', '-z', '0'], entity)), expected)).toBe(
      'unknown-packet',
    )
    expect(
      verdict(new Uint8Array(partner.gpg(['-o', '-', '--sign', '-z', '0', '-u', address], entity)), expected),
    ).toBe('unknown-packet')
  })

  test('that hides its recipients is still opened when it is mail to us', async () => {
    const hidden = encryptTo(['yot@liverpool.gcsx.gov.test'], ['--throw-keyids'])
    expect(recipientKeyIds(hidden)).toEqual(['0000000000000000'])
    const opened = await open({ sealed: hidden, keys: [yot.key], verifyWith: [], now: new Date() })
    expect(text(opened.entity)).toBe(text(entity))
  })

  test('verifies our statements, and we verify its', async () => {
    const file = partner.file('statement.json', statement)
    for (const holder of [testina, yot]) {
      const signature = partner.file('statement.asc', await signStatement(statement, holder.key, new Date()))
      const status = partner.status(['--verify', signature, file])
      expect(status).toContain('GOODSIG')
      expect(status.toLowerCase()).toContain(holder.key.getFingerprint())
    }
    const theirs = partner.gpg(['--armor', '-o', '-', '--detach-sign', '-u', address], statement).toString()
    const asked = {
      type: 'receipt/1',
      text: statement,
      signature: theirs,
      certificates: [yot.certificate, police],
    }
    const later = new Date(Date.now() + 1000)
    expect(await verifyStatement({ ...asked, now: later })).toEqual({ signer: police.getFingerprint() })
  })

  test("imports a person's locked key, and a member's copy of a mailbox key without its primary, and opens with them", async () => {
    const object = await seal({
      entity,
      signingKey: asb.key,
      recipients: [yot.certificate, testina.certificate],
      now: new Date(),
    })
    for (const key of [testina.key, await withoutPrimarySecret(yot.key)]) {
      const home = gnupg()
      try {
        home.gpg(['--import'], asb.certificate.armor())
        home.gpg(['--passphrase', 'correct horse', '--import'], await lockKey(key, 'correct horse'))
        const clear = home.gpg(['--passphrase', 'correct horse', '-d', home.file('sealed', object)])
        expect(text(clear)).toBe(text(entity))
      } finally {
        home.remove()
      }
    }
  })
})

describe.runIf(present('rnp'))('RNP, which is what Thunderbird uses', () => {
  let partner: Workplace
  let health: PublicKey
  const address = 'drug.alcohol@liverpoolpct.nhs.test'
  const common = () => ['--homedir', partner.folder, '--password', '', '--overwrite']

  beforeAll(async () => {
    partner = workplace()
    partner.run('rnpkeys', [...common(), '--generate-key', '--userid', `Health team <${address}>`])
    health = await readCertificate(partner.run('rnpkeys', [...common(), '--export-key', address]).toString())
    for (const holder of [asb, yot]) {
      partner.run('rnpkeys', [
        ...common(),
        '--import',
        partner.file('certificate.asc', holder.certificate.armor()),
      ])
    }
  })
  afterAll(() => partner.remove())

  test('opens what we seal, and finds the signature good', async () => {
    const recipients = [health, yot.certificate, asb.certificate]
    const object = await seal({ entity, signingKey: asb.key, recipients, now: new Date() })
    partner.run('rnp', [
      ...common(),
      '--decrypt',
      partner.file('sealed.pgp', object),
      '--output',
      partner.path('out'),
    ])
    expect(text(partner.run('cat', [partner.path('out')]))).toBe(text(entity))
  })

  test('seals to us in the accepted form, signed, and we open and verify it', async () => {
    const file = partner.file('entity', entity)
    const to = [address, 'yot@liverpool.gcsx.gov.test'].flatMap((name) => ['--recipient', name])
    partner.run('rnp', [
      ...common(),
      '--encrypt',
      '--sign',
      '--userid',
      address,
      ...to,
      '--output',
      partner.path('sealed'),
      file,
    ])
    const object = new Uint8Array(partner.run('cat', [partner.path('sealed')]))
    expect(verdict(object, await keyIds(health, yot.certificate))).toBe('accepted')
    const opened = await open({ sealed: object, keys: [yot.key], verifyWith: [health], now: new Date() })
    expect(text(opened.entity)).toBe(text(entity))
    expect(opened.signature).toEqual({ status: 'verified', signer: health.getFingerprint() })
  })
})

describe.runIf(present('sq'))('Sequoia', () => {
  let partner: Workplace
  let court: PublicKey
  const address = 'listing@liverpool-mc.cjsm.test'

  beforeAll(async () => {
    partner = workplace()
    partner.run('sq', [
      'key',
      'generate',
      '--userid',
      `Court listing <${address}>`,
      '--export',
      partner.path('key.pgp'),
    ])
    court = await readCertificate(
      partner.run('sq', ['key', 'extract-cert', partner.path('key.pgp')]).toString(),
    )
    partner.file('asb.pgp', asb.certificate.armor())
    partner.file('yot.pgp', yot.certificate.armor())
    partner.file('court.pgp', court.armor())
  })
  afterAll(() => partner.remove())

  test('opens what we seal, and finds the signature good', async () => {
    const described = await describeCertificate(court, new Date())
    expect(described.addresses).toEqual([address])
    const recipients = [court, yot.certificate, asb.certificate]
    const file = partner.file(
      'sealed.pgp',
      await seal({ entity, signingKey: asb.key, recipients, now: new Date() }),
    )
    const clear = partner.run('sq', [
      'decrypt',
      '--recipient-key',
      partner.path('key.pgp'),
      '--signer-cert',
      partner.path('asb.pgp'),
      file,
    ])
    expect(text(clear)).toBe(text(entity))
  })

  const encrypt = (...options: string[]) => {
    const to = ['court.pgp', 'yot.pgp'].flatMap((name) => ['--recipient-cert', partner.path(name)])
    const sign = ['--signer-key', partner.path('key.pgp')]
    return new Uint8Array(
      partner.run('sq', ['encrypt', '--binary', ...to, ...sign, ...options, partner.file('entity', entity)]),
    )
  }

  // `pad` is sq's default: junk behind the compressed stream hides how long the message is.
  test.each(['none', 'zip', 'zlib', 'bzip2', 'pad'])(
    'seals to us in the accepted form, signed, compressed by %s, and we open and verify it',
    async (compression) => {
      const object = encrypt('--compression', compression)
      expect(verdict(object, await keyIds(court, yot.certificate))).toBe('accepted')
      const opened = await open({ sealed: object, keys: [yot.key], verifyWith: [court], now: new Date() })
      expect(text(opened.entity)).toBe(text(entity))
      expect(opened.signature).toEqual({ status: 'verified', signer: court.getFingerprint() })
    },
  )
})

const everyProgram = ['gpg', 'rnp', 'sq'].every(hasProgram)

describe.runIf(everyProgram)('one sealed object', () => {
  test('for three partners with three programs is opened by each of them', async () => {
    const home = gnupg()
    const place = workplace()
    try {
      home.gpg(['--import'], asb.certificate.armor())
      home.gpg([
        '--passphrase',
        '',
        '--quick-generate-key',
        'One <one@police.test>',
        'default',
        'default',
        'never',
      ])
      place.run('rnpkeys', [
        '--homedir',
        place.folder,
        '--password',
        '',
        '--generate-key',
        '--userid',
        'Two <two@nhs.test>',
      ])
      place.run('sq', [
        'key',
        'generate',
        '--userid',
        'Three <three@court.test>',
        '--export',
        place.path('three.pgp'),
      ])
      const recipients = await Promise.all(
        [
          home.gpg(['--armor', '--export', 'one@police.test']),
          place.run('rnpkeys', ['--homedir', place.folder, '--export-key', 'two@nhs.test']),
          place.run('sq', ['key', 'extract-cert', place.path('three.pgp')]),
        ].map((armored) => readCertificate(armored.toString())),
      )
      const object = await seal({
        entity,
        signingKey: asb.key,
        recipients: [...recipients, asb.certificate],
        now: new Date(),
      })
      expect(verdict(object, await keyIds(...recipients, asb.certificate))).toBe('accepted')
      expect(text(home.gpg(['-d', home.file('sealed', object)]))).toBe(text(entity))
      place.run('rnp', [
        '--homedir',
        place.folder,
        '--password',
        '',
        '--decrypt',
        place.file('sealed', object),
        '--output',
        place.path('two'),
      ])
      expect(text(place.run('cat', [place.path('two')]))).toBe(text(entity))
      expect(
        text(place.run('sq', ['decrypt', '--recipient-key', place.path('three.pgp'), place.path('sealed')])),
      ).toBe(text(entity))
    } finally {
      home.remove()
      place.remove()
    }
  })
})
