import { randomUUID } from 'node:crypto'
import { get } from 'node:http'
import { revokeKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { generateMailboxKey, type PublicKey } from '../../src/crypto/keys.ts'
import { wkdHash } from '../../src/crypto/wkd-hash.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  mailboxes,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import type { Session } from '../../src/sdk/session.ts'
import { hasProgram, workplace } from '../crypto/foreign-programs.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type PartnerMachine, partnerMachine, whyNoLookups } from './locate-keys.ts'

const absent = whyNoLookups()
const LOCAL = mailboxes.filter(({ route }) => route === 'local').map(({ address }) => address)
/** As each sort of client is to find them: by a host of its own, or by the domain itself. */
const HOSTS = ['openpgpkey.liverpool.gcsx.gov.test', 'liverpool-mc.cjsm.test']

let service: TestService
let session: Session
let partner: PartnerMachine

beforeAll(async () => {
  service = await startTestService()
  session = await service.session('asb.caseworker')
  if (absent === null) partner = await partnerMachine(service.origin, HOSTS)
})
afterAll(async () => {
  await partner?.stop()
  await service?.stop()
})

const locate = (address: string) =>
  partner.online(['--auto-key-locate', 'clear,nodefault,wkd', '--locate-keys', address])

async function pathOf(address: string, method: 'advanced' | 'direct' = 'advanced'): Promise<string> {
  const [local = '', domain = ''] = address.split('@')
  const within = method === 'advanced' ? `${domain}/` : ''
  return `/.well-known/openpgpkey/${within}hu/${await wkdHash(local)}?l=${local}`
}

const fingerprintOf = async (address: string): Promise<string> => {
  const [current] = await session.client.certificates({ mailbox: address })
  return current?.fingerprint ?? ''
}

describe.skipIf(absent !== null)(`gpg --locate-keys${absent === null ? '' : `: skipped, ${absent}`}`, () => {
  test.each(LOCAL)('finds %s and encrypts to it', async (address) => {
    const { ok, said } = await locate(address)
    expect({ ok, said }).toMatchObject({ ok: true, said: expect.stringContaining(address) })
    expect(said.toLowerCase()).toContain(await fingerprintOf(address))
    expect(partner.asked.at(-1)).toMatch(
      address === COURT_LISTING
        ? /^liverpool-mc\.cjsm\.test\/\.well-known\/openpgpkey\/hu\//
        : /^openpgpkey\.liverpool\.gcsx\.gov\.test\/\.well-known\/openpgpkey\/liverpool\.gcsx\.gov\.test\/hu\//,
    )
    const sealed = partner.gpg(['--armor', '--recipient', address, '--encrypt'], 'a word')
    expect(sealed.toString()).toContain('BEGIN PGP MESSAGE')
  })

  test('finds nothing where nothing is published', async () => {
    const { ok, said } = await locate('court.listing@liverpool-mc.cjsm.test')
    expect({ ok, said }).toMatchObject({ ok: false, said: expect.stringContaining('No data') })
  })

  test('learns that a certificate was revoked by its own key, and does not use it again', async () => {
    const address = 'licensing@liverpool.gcsx.gov.test'
    const now = new Date(Date.now() - 60_000)
    const key = await generateMailboxKey({ name: 'Licensing', address, now })
    const { publicKey: revoked } = await revokeKey({ key, date: now, format: 'object' })
    const change = await mailboxOf(address, key.toPublic())
    expect(await locate(address)).toMatchObject({ ok: true })
    const seal = ['--armor', '--no-auto-key-locate', '--recipient', address, '--encrypt']
    expect(partner.gpg(seal, 'a word').toString()).toContain('BEGIN PGP MESSAGE')

    await change({ armored: revoked.armor(), state: 'revoked' })
    const again = await partner.online([
      '--auto-key-locate',
      'clear,nodefault,wkd',
      '--locate-external-keys',
      address,
    ])
    expect(again.said).toContain('revoked')
    expect(() => partner.gpg(seal, 'a word')).toThrow('encryption failed')

    // What the partnership alone has revoked would look good to gpg, and is not given out.
    await change({ armored: key.toPublic().armor() })
    expect((await fetch(`${service.origin}${await pathOf(address)}`)).status).toBe(404)
  })
})

/** A mailbox of the council that has this certificate, and how that is changed. */
async function mailboxOf(address: string, certificate: PublicKey) {
  const { owner } = service.database
  const { agency_id } = await owner
    .selectFrom('mailbox')
    .select('agency_id')
    .where('address', '=', ASB_TEAM)
    .executeTakeFirstOrThrow()
  const id = randomUUID()
  await owner
    .insertInto('mailbox')
    .values({
      id,
      agency_id,
      address,
      name: 'Licensing',
      route: 'local',
      closed_at: null,
      wkd_hash: await wkdHash(address.split('@')[0] ?? ''),
    })
    .execute()
  const fpr = certificate.getFingerprint()
  await owner
    .insertInto('certificate')
    .values({ fpr, mailbox_id: id, person_id: null, armored: certificate.armor(), state: 'current' })
    .execute()
  return async (values: { armored: string; state?: 'revoked' }) => {
    await owner.updateTable('certificate').set(values).where('fpr', '=', fpr).execute()
  }
}

describe('the Web Key Directory', () => {
  const direct = (address: string, path: string) =>
    new Promise<{ status: number; type: string; allow: string; body: Buffer }>((done, failed) => {
      const { hostname, port } = new URL(service.origin)
      const [, domain = ''] = address.split('@')
      get({ hostname, port, path, headers: { host: domain } }, (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('end', () =>
          done({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            allow: answer.headers['access-control-allow-origin'] ?? '',
            body: Buffer.concat(pieces),
          }),
        )
      }).on('error', failed)
    })

  test('gives out the same small binary certificate by both methods, and to browsers', async () => {
    const advanced = await fetch(`${service.origin}${await pathOf(ASB_TEAM)}`)
    expect(advanced.headers.get('content-type')).toBe('application/octet-stream')
    expect(advanced.headers.get('access-control-allow-origin')).toBe('*')
    expect(advanced.headers.get('cache-control')).toBe('public, max-age=3600')
    const octets = Buffer.from(await advanced.arrayBuffer())
    const byDomain = await direct(ASB_TEAM, await pathOf(ASB_TEAM, 'direct'))
    expect(byDomain).toEqual({ status: 200, type: 'application/octet-stream', allow: '*', body: octets })
    expect(octets.length).toBeLessThan(2000)
  })

  test('says that a domain has one, and that another has not', async () => {
    const policy = (domain: string) => fetch(`${service.origin}/.well-known/openpgpkey/${domain}/policy`)
    expect((await policy('liverpool.gcsx.gov.test')).status).toBe(200)
    expect((await policy('merseyside.pnn.police.test')).status).toBe(404)
    expect((await direct(ASB_TEAM, '/.well-known/openpgpkey/policy')).status).toBe(200)
  })

  test('says the same of people, partners, closed mailboxes and what was never there', async () => {
    const paths = [
      await pathOf('asb.caseworker@liverpool.gcsx.gov.test'),
      await pathOf(POLICE_INTELLIGENCE),
      await pathOf('nobody@liverpool.gcsx.gov.test'),
      '/.well-known/openpgpkey/liverpool.gcsx.gov.test/hu/%25',
      '/.well-known/openpgpkey/%25/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q',
    ]
    const { owner } = service.database
    await owner
      .updateTable('mailbox')
      .set({ closed_at: new Date() })
      .where('address', '=', LIVERPOOL_YOT)
      .execute()
    paths.push(await pathOf(LIVERPOOL_YOT))
    for (const path of paths) {
      const answer = await fetch(`${service.origin}${path}`)
      expect({ path, status: answer.status, said: (await answer.json()).detail }).toEqual({
        path,
        status: 404,
        said: 'There is no certificate here.',
      })
    }
    await owner.updateTable('mailbox').set({ closed_at: null }).where('address', '=', LIVERPOOL_YOT).execute()
  })
})

describe.skipIf(!hasProgram('sq'))('sq (skipped where there is no sq: apt-get install sq)', () => {
  test.each(mailboxes.map(({ address }) => address))('takes the certificate of %s', async (address) => {
    const place = workplace()
    const [current] = await session.client.certificates({ mailbox: address })
    const published = LOCAL.includes(address)
      ? new Uint8Array(await (await fetch(`${service.origin}${await pathOf(address)}`)).arrayBuffer())
      : (await readCertificate(current?.armored ?? '')).write()
    const shown = place
      .run('sq', ['inspect', '--certifications', place.file('key.pgp', published)])
      .toString()
    place.remove()
    expect(shown.toLowerCase()).toContain(current?.fingerprint)
    expect(shown).toContain(address)
    expect(shown).not.toMatch(/invalid/i)
  })
})
