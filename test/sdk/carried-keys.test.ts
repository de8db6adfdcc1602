import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgePartnerKey } from '../../src/crypto/partner-key/judge-key.ts'
import { carriedKeys } from '../../src/sdk/carried-keys.ts'
import { CURVE, heldBy, type KeyMaker, keyMaker } from '../crypto/partner-key/foreign-keys.ts'
import { bytes } from '../crypto/people.ts'

const FROM = 'intelligence@merseyside.pnn.police.test'
const now = new Date(Date.now() + 60_000)
let gpg: KeyMaker
beforeAll(() => {
  gpg = keyMaker()
})
afterAll(() => gpg?.remove())

const file = (content: Uint8Array, type = 'application/pgp-keys', name = 'key.asc') => ({
  type,
  name,
  bytes: content,
})
const mail = (header = '') => bytes(`From: ${FROM}\r\n${header}Subject: ...\r\n\r\nwords\r\n`)
const base = { from: FROM, domain: 'merseyside.pnn.police.test', senders: new Map() }
const fresh = (address = FROM) => gpg.make([...CURVE, ...heldBy(address)])

describe('a key of its sender that a mail carries', () => {
  test('is found attached, by its type or by what it is, and in the Autocrypt field, each once', async () => {
    const fingerprint = fresh()
    const key = gpg.exported(fingerprint)
    const binary = Buffer.from(gpg.gpg(['--export', fingerprint])).toString('base64')
    const header = `Autocrypt: addr=${FROM}; prefer-encrypt=mutual;\r\n keydata=${binary.match(/.{1,70}/g)?.join('\r\n ')}\r\n`
    const attached = await carriedKeys({ ...base, raw: mail(header), files: [file(key)] }, now)
    expect(attached).toMatchObject([
      { address: FROM, where: 'attachment', change: 'first', key: { fingerprint } },
    ])
    const plain = await carriedKeys(
      { ...base, raw: mail(), files: [file(key, 'text/plain', 'police.asc')] },
      now,
    )
    expect(plain).toHaveLength(1)
    const inHeader = await carriedKeys({ ...base, raw: mail(header), files: [] }, now)
    expect(inHeader).toMatchObject([{ where: 'header', key: { fingerprint } }])
  })

  test('is not spoken of when it is the one in use, and said to be another when it is', async () => {
    const [inUse, other] = [fresh(), fresh()]
    const { certificate } = await judgePartnerKey(gpg.exported(inUse), { address: FROM, now })
    const senders = new Map([[FROM, [certificate]]])
    const same = await carriedKeys({ ...base, senders, raw: mail(), files: [file(gpg.exported(inUse))] }, now)
    expect(same).toEqual([])
    const changed = await carriedKeys(
      { ...base, senders, raw: mail(), files: [file(gpg.exported(other))] },
      now,
    )
    expect(changed).toMatchObject([{ change: 'changed' }])
  })

  test('is looked at for its sender alone, of the domain that the mail came from', async () => {
    const files = [file(gpg.exported(fresh()))]
    expect(await carriedKeys({ ...base, from: null, raw: mail(), files }, now)).toEqual([])
    expect(await carriedKeys({ ...base, domain: 'elsewhere.test', raw: mail(), files }, now)).toEqual([])
    const ofOther = [file(gpg.exported(fresh('control.room@merseyside.pnn.police.test')))]
    const refused = await carriedKeys({ ...base, raw: mail(), files: ofOther }, now)
    expect(refused).toMatchObject([
      { key: null, refused: expect.stringContaining('is made out to control.room@') },
    ])
    expect(
      await carriedKeys(
        { ...base, raw: mail(), files: [file(bytes('notes'), 'text/plain', 'notes.key')] },
        now,
      ),
    ).toEqual([])
  })
})
