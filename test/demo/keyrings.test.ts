import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPaths } from '../../src/demo/files.ts'
import { openGpgKeyring } from '../../src/demo/partner/gpg-keyring.ts'
import type { Keyring } from '../../src/demo/partner/keyring.ts'
import { openOpenpgpjsKeyring } from '../../src/demo/partner/openpgpjs-keyring.ts'
import { partnerWith } from '../../src/demo/partner/partners.ts'
import { openKeyring, programOf } from '../../src/demo/partner/prepare.ts'

const SEFTON = partnerWith('yot@sefton.gcsx.gov.test')
const HEALTH = partnerWith('drug.alcohol@liverpoolpct.nhs.test')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dk-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const entity = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nTestina Example\r\n')

describe('a mail partner’s key ring', () => {
  it('works in gpg wherever the data are kept: a path too long for gpg-agent’s sockets too', async () => {
    const deep = join(folder, 'a-folder-with-quite-a-long-name/and-another-one-inside-it/and-yet-another-one')
    await mkdir(deep, { recursive: true })
    const keyring = await openGpgKeyring(join(deep, 'gnupg'), SEFTON)
    try {
      const armored = await keyring.seal(entity, SEFTON.address)
      expect(text((await keyring.open(armored)).entity)).toBe(text(entity))
    } finally {
      await keyring.close()
    }
    const again = await openGpgKeyring(join(deep, 'gnupg'), SEFTON)
    const first = await keyring.certificate()
    expect(await again.certificate()).toBe(first)
    await again.close()
  })

  it('without gpg is openpgp.js, and the two read each other', async () => {
    const gpg = await openGpgKeyring(join(folder, 'gnupg'), SEFTON)
    const js = await openOpenpgpjsKeyring(join(folder, 'openpgpjs'), HEALTH)
    try {
      await gpg.addContact(await js.certificate())
      await js.addContact(await gpg.certificate())
      const pairs: [Keyring, Keyring, string][] = [
        [gpg, js, HEALTH.address],
        [js, gpg, SEFTON.address],
      ]
      for (const [from, to, address] of pairs) {
        const opened = await to.open(await from.seal(entity, address))
        expect(text(opened.entity)).toBe(text(entity))
        expect(opened.signer).toMatch(/^[0-9a-f]{40}$/)
      }
      const kept = await openOpenpgpjsKeyring(join(folder, 'openpgpjs'), HEALTH)
      expect(await kept.certificate()).toBe(await js.certificate())
    } finally {
      await gpg.close()
    }
  })

  it('stays in the program that made its keys, whatever is installed later', async () => {
    const began = join(folder, 'without-gpg')
    const before = await openOpenpgpjsKeyring(
      join(demoPaths(began).partner(HEALTH.domain), 'openpgpjs'),
      HEALTH,
    )
    expect(await programOf(began, HEALTH)).toBe('openpgp.js')
    expect(await (await openKeyring(began, HEALTH)).certificate()).toBe(await before.certificate())

    // The partner beside it has no keys yet.
    expect(await programOf(began, SEFTON)).toBe('gpg')
    await (await openKeyring(began, SEFTON)).close()
    expect(await programOf(began, SEFTON)).toBe('gpg')
  })

  it('opens nothing that was sealed to somebody else', async () => {
    const js = await openOpenpgpjsKeyring(join(folder, 'one'), HEALTH)
    const other = await openOpenpgpjsKeyring(join(folder, 'other'), SEFTON)
    const armored = await other.seal(entity, SEFTON.address).catch(() => null)
    expect(armored).toBeNull()
    await other.addContact(await js.certificate())
    const sealed = await other.seal(entity, HEALTH.address)
    const third = await openOpenpgpjsKeyring(join(folder, 'third'), SEFTON)
    await expect(third.open(sealed)).rejects.toThrow('not encrypted to a key of yours')
  })
})
