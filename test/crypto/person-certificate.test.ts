import { generateKey, PacketList, type PrivateKey, PublicKey, UserAttributePacket } from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { generateUserKey } from '../../src/crypto/keys.ts'
import { personCertificate, saysTooMuch } from '../../src/crypto/person-certificate.ts'
import { keyProfile, openpgpConfig } from '../../src/crypto/profile.ts'

const now = new Date('2026-03-02T10:00:00Z')
const POST = 'Liaison officer 12 <staff@council.test>'

let colleague: PrivateKey
beforeAll(async () => {
  colleague = await generateUserKey({ name: 'Colleague', address: 'colleague@council.test', now })
})

/** A key as another program makes it: with the names that its holder goes by, signed by a colleague. */
async function foreign(...names: string[]): Promise<PublicKey> {
  const { privateKey } = await generateKey({
    ...keyProfile,
    userIDs: names.map((text) => {
      const [name = '', email = ''] = text.slice(0, -1).split(' <')
      return { name, email }
    }),
    subkeys: [{}, { sign: true }],
    date: now,
    format: 'object',
    config: openpgpConfig,
  })
  const key = privateKey.toPublic()
  return key.signAllUsers([colleague], now, openpgpConfig)
}

describe('a certificate that a person made with another program', () => {
  it('goes into the trust log as a post with its own signatures, and nothing else', async () => {
    const key = await foreign('Jane Example <jane@home.example>', POST, 'J <j@council.test>')
    expect(saysTooMuch(key)).toBe('3 user ids')
    const cut = await personCertificate(key, now)
    const read = await readCertificate(cut.armor())
    expect(read.getFingerprint()).toBe(key.getFingerprint())
    expect(read.getUserIDs()).toEqual([POST])
    expect(saysTooMuch(read)).toBeNull()
    expect(Buffer.from(read.write()).includes('home.example')).toBe(false)
    expect(read.getKeyIDs().map((id) => id.toHex())).toEqual(key.getKeyIDs().map((id) => id.toHex()))
    await expect(read.getSigningKey(undefined, now, undefined, openpgpConfig)).resolves.toBeDefined()
    await expect(read.getEncryptionKey(undefined, now, undefined, openpgpConfig)).resolves.toBeDefined()
  })

  it('is refused when it names nothing but a person, with how to add a post', async () => {
    const key = await foreign('Jane Example <jane@council.test>')
    await expect(personCertificate(key, now)).rejects.toMatchObject({
      reason: 'personal',
      message: expect.stringContaining(`gpg --quick-add-uid ${key.getFingerprint()} "Case worker 12 <staff@`),
    })
  })

  it('is seen to say too much by others’ signatures alone, and by a photo', async () => {
    expect(saysTooMuch(await foreign(POST))).toBe('signatures by other keys')
    const own = await personCertificate(await foreign(POST), now)
    const packets = new PacketList()
    packets.push(...own.toPacketList(), Object.assign(new UserAttributePacket(), { attributes: ['photo'] }))
    expect(saysTooMuch(new PublicKey(packets))).not.toBeNull()
  })

  it('is left as it is when this program made it', async () => {
    const own = (
      await generateUserKey({ name: 'Case worker 7', address: 'staff@council.test', now })
    ).toPublic()
    expect(saysTooMuch(own)).toBeNull()
    expect((await personCertificate(own, now)).write()).toEqual(own.write())
  })
})
