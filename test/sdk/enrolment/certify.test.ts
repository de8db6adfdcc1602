import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { armorMessage } from '../../../src/crypto/armor.ts'
import { newInvitationSecret, readInvitationSecret } from '../../../src/crypto/invitation.ts'
import { generateUserKey, type PrivateKey } from '../../../src/crypto/keys.ts'
import { seal } from '../../../src/crypto/seal.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import type { EnrolmentProof } from '../../../src/domain/wire/enrolment.ts'
import { writeStatement } from '../../../src/domain/wire/statement.ts'
import { Enrolment } from '../../../src/domain/wire/trust/enrolment.ts'
import { appointmentText, keyToAppoint, provenCertificate } from '../../../src/sdk/enrolment/certify.ts'
import { proveHolding } from '../../../src/sdk/enrolment/holder.ts'
import {
  type KeptInvitation,
  openInvitation,
  sealInvitation,
} from '../../../src/sdk/enrolment/kept-invitation.ts'
import { readLink, writeLink } from '../../../src/sdk/enrolment/link.ts'
import { newPersonId } from '../../../src/sdk/enrolment/write-appointment.ts'

const now = new Date('2026-03-02T10:00:00.000Z')
const origin = 'https://despatch.example.test'
const root = 'ab'.repeat(20)
const kept: KeptInvitation = {
  id: '019c0000-0000-7000-8000-000000000000',
  origin,
  root,
  secret: newInvitationSecret(),
  nominee: {
    agency: 'Example Council',
    person: newPersonId(),
    login: 'asb.newcomer',
    title: 'ASB Case Worker',
    number: '4711',
    account: 'person',
    roles: ['case-worker'],
    mailboxes: [],
    trainedUntil: '2027-03-02',
    until: '2029-03-02',
  },
}
let newcomer: PrivateKey
let other: PrivateKey

beforeAll(async () => {
  const made = (address: string) => generateUserKey({ name: 'ASB Case Worker 4711', address, now })
  ;[newcomer, other] = await Promise.all([
    made('asb.newcomer@despatch.invalid'),
    made('other@despatch.invalid'),
  ])
})

async function enrolment(
  change: Partial<Enrolment> = {},
  { key = newcomer, secret = kept.secret }: { key?: PrivateKey; secret?: string } = {},
): Promise<EnrolmentProof> {
  const statement = writeStatement(Enrolment, {
    despatch: 'enrolment/2',
    origin,
    agency: 'Example Council',
    login: 'asb.newcomer',
    root,
    certificate: key.getFingerprint(),
    holder: await proveHolding(key, 'Example Council', now),
    nonce: randomBytes(32).toString('base64url'),
    time: now.toISOString(),
    ...change,
  })
  const mac = await (await readInvitationSecret(secret)).prove(statement)
  const signature = await signStatement(statement, key, now)
  return { statement, signature, mac, certificate: key.toPublic().armor() }
}

describe('a key that a newcomer proves with the secret of the invitation', () => {
  it('is theirs, whatever the service may show', async () => {
    const { certificate } = await provenCertificate(kept, await enrolment(), now)
    expect(certificate.getFingerprint()).toBe(newcomer.getFingerprint())
  })

  it('is refused when the service has put another in its place', async () => {
    const [mine, theirs] = await Promise.all([enrolment(), enrolment({}, { key: other })])
    const substituted: [string, EnrolmentProof][] = [
      ['another secret', await enrolment({}, { key: other, secret: newInvitationSecret() })],
      ['the proof of the newcomer’s own', { ...theirs, mac: mine.mac }],
      ['the certificate alone', { ...mine, certificate: theirs.certificate }],
      ['the signature alone', { ...mine, signature: theirs.signature }],
    ]
    for (const [what, shown] of substituted)
      await expect(provenCertificate(kept, shown, now), what).rejects.toThrow('Nobody was appointed')
  })

  it('is refused when what shows everybody that they hold it is by another key, or for another agency', async () => {
    for (const holder of [
      await proveHolding(other, 'Example Council', now),
      await proveHolding(newcomer, 'Example Police', now),
    ])
      await expect(provenCertificate(kept, await enrolment({ holder }), now)).rejects.toThrow(
        'not what your invitation was for',
      )
  })

  it('is refused for another name, agency, service or root than the invitation was for', async () => {
    for (const change of [
      { login: 'somebody.else' },
      { agency: 'Example Police' },
      { origin: 'https://another.example.test' },
      { root: 'cd'.repeat(20) },
      { certificate: 'ef'.repeat(20) },
    ])
      await expect(
        provenCertificate(kept, await enrolment(change), now),
        JSON.stringify(change),
      ).rejects.toThrow('not what your invitation was for')
  })
})

describe('what whoever invites keeps', () => {
  it('opens by their own key alone, and not when somebody else has written it', async () => {
    expect(await openInvitation(await sealInvitation(kept, other, now), other, now)).toEqual(kept)
    await expect(openInvitation(await sealInvitation(kept, other, now), newcomer, now)).rejects.toThrow()
    const entity = new TextEncoder().encode(JSON.stringify(kept))
    const planted = await seal({ entity, signingKey: newcomer, recipients: [other.toPublic()], now })
    await expect(openInvitation(armorMessage(planted), other, now)).rejects.toThrow('damaged')
  })
})

describe('the address of an invitation', () => {
  it('has secret and root in its fragment, which no program sends to a server', () => {
    const link = writeLink({ origin, secret: kept.secret, root })
    const url = new URL(link)
    expect([url.pathname, url.search]).toEqual(['/enrol', ''])
    expect(readLink(` ${link}\n`)).toEqual({ origin, secret: kept.secret, root })
  })

  it('is refused when a part of it is missing', () => {
    const link = writeLink({ origin, secret: kept.secret, root })
    for (const text of [
      link.slice(0, -1),
      link.split('#')[0] ?? '',
      `${origin}/#${kept.secret}.${root}`,
      '',
      'x'.repeat(10_000),
    ])
      expect(() => readLink(text)).toThrow('not a whole invitation')
  })

  it('gives away nothing of the proof to whoever knows by what it is found', async () => {
    const { id, prove } = await readInvitationSecret(kept.secret)
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(await prove('text')).not.toContain(id)
    await expect(readInvitationSecret(kept.secret.slice(1))).rejects.toThrow('cut or mistyped')
  })
})

describe('an appointment', () => {
  const text = async (trainedUntil: string | null) => {
    const key = await keyToAppoint(newcomer.toPublic().armor(), null)
    return appointmentText({ ...kept.nominee, trainedUntil }, key, now)
  }

  it('is of nobody whose training is not in date (Q1)', async () => {
    const { statement, private: own } = await text('2026-03-02')
    expect(JSON.parse(statement)).toMatchObject({
      from: '2026-03-02',
      certificate: newcomer.getFingerprint(),
    })
    expect(JSON.parse(own)).toMatchObject({ trainedUntil: '2026-03-02' })
    await expect(text('2026-03-01')).rejects.toThrow('it ended on 2026-03-01')
    await expect(text(null)).rejects.toThrow('no training in date')
  })

  it('says to all who somebody is by post and number, and the rest to the agency alone', async () => {
    const [one, again] = [await text('2026-03-02'), await text('2026-03-02')]
    expect(one.statement).not.toMatch(/asb\.newcomer|trained|mailbox/)
    // Nor can anybody guess at it: each has a salt of its own.
    expect(JSON.parse(one.statement).private).not.toBe(JSON.parse(again.statement).private)
  })
})
