import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareKeys } from '../../../src/crypto/partner-key/compare-keys.ts'
import { judgePartnerKey } from '../../../src/crypto/partner-key/judge-key.ts'
import { CURVE, heldBy, type KeyMaker, keyMaker } from './foreign-keys.ts'

const ADDRESS = 'drug.alcohol@liverpoolpct.nhs.test'
const now = new Date(Date.now() + 60_000)

let gpg: KeyMaker
let fingerprint: string
beforeAll(() => {
  gpg = keyMaker()
  fingerprint = gpg.make([...CURVE, ...heldBy(ADDRESS, { until: '1y' })])
})
afterAll(() => gpg?.remove())

const judged = () => judgePartnerKey(gpg.exported(fingerprint), { address: ADDRESS, now })

describe('a key that was seen', () => {
  test('is the first, the same, renewed, and never older again', async () => {
    const before = await judged()
    expect((await compareKeys(null, before, now)).change).toBe('first')
    expect(await compareKeys(before.certificate, before, now)).toMatchObject({
      change: 'same',
      differences: [],
    })

    const clock = ['--faked-system-time', `${Math.floor(Date.now() / 1000) + 5}!`]
    gpg.gpg([...clock, '--quick-set-expire', fingerprint, '3y'])
    gpg.gpg([...clock, '--quick-set-expire', fingerprint, '3y', '*'])
    const renewed = await judged()
    const compared = await compareKeys(before.certificate, renewed, now)
    expect(compared.change).toBe('renewed')
    expect(compared.differences).toEqual([
      expect.stringMatching(/^It ends on .*; until now it was known to end on /),
    ])
    expect(compared.key.expires).toEqual(renewed.expires)

    // Whoever shows the old state again takes nothing back.
    expect(await compareKeys(renewed.certificate, before, now)).toMatchObject({ change: 'same' })
  })

  test('is renewed by another encryption subkey too', async () => {
    const before = await judged()
    gpg.gpg([
      '--faked-system-time',
      `${Math.floor(Date.now() / 1000) + 9}!`,
      '--quick-add-key',
      fingerprint,
      'cv25519',
      'encrypt',
      '3y',
    ])
    const { change, differences, key } = await compareKeys(before.certificate, await judged(), now)
    expect(change).toBe('renewed')
    expect(differences).toEqual([expect.stringMatching(/^It has another subkey, [0-9a-f]{16}/)])
    expect(key.fingerprint).toBe(fingerprint)
  })

  test('is another key, whatever it calls itself', async () => {
    const other = gpg.make([...CURVE, ...heldBy(ADDRESS)])
    const inUse = (await judged()).certificate
    const seen = await judgePartnerKey(gpg.exported(other), { address: ADDRESS, now })
    expect(await compareKeys(inUse, seen, now)).toMatchObject({
      change: 'changed',
      differences: [`It is another key: the one in use is ${fingerprint}.`],
    })
  })

  test('is not to be used when it is revoked', async () => {
    const inUse = (await judged()).certificate
    const revocation = gpg.run('sed', [
      's/^:-----/-----/',
      gpg.path(`openpgp-revocs.d/${fingerprint.toUpperCase()}.rev`),
    ])
    gpg.gpg(['--import'], revocation)
    await expect(judged()).rejects.toMatchObject({ reason: 'revoked' })
    expect(inUse.getFingerprint()).toBe(fingerprint)
  })
})
