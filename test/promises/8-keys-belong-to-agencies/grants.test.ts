import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../../src/crypto/certificate.ts'
import { makeGrant } from '../../../src/crypto/grant.ts'
import { generateMailboxKey, lockKey, type PrivateKey } from '../../../src/crypto/keys.ts'
import { rotate } from '../../../src/crypto/mailbox-certificate.ts'
import { partOf } from '../../../src/crypto/mailbox-key.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { LIVERPOOL_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import type { Part } from '../../../src/domain/wire/grant.ts'
import type { KeyGrantResponse } from '../../../src/domain/wire/key-response.ts'
import { writeAppointment } from '../../../src/sdk/enrolment/write-appointment.ts'
import { keysEnd } from '../../../src/sdk/keys/new-generation.ts'
import { signedAnew } from '../../../src/sdk/keys/signed-anew.ts'
import { certifyingKeyOf, openMailboxKeys } from '../../../src/sdk/mailbox-keys.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { until } from '../../services/sending.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { rootOf } from './hostile.ts'

let service: TestService
let officer: Session
let reader: Session
let grants: KeyGrantResponse[]
beforeAll(async () => {
  service = await startTestService()
  officer = await service.session('council.liaison')
  reader = await service.session('yot.officer')
  grants = await reader.client.keyGrants()
}, 120_000)
afterAll(() => service?.stop())

const now = () => new Date()
const inAYear = () => new Date(Date.now() + 365 * 86_400_000)

/** The reader at a service that gives out these grants. */
const given = (shown: KeyGrantResponse[]): Session => ({
  ...reader,
  client: { ...reader.client, keyGrants: async () => shown },
})
const opened = (shown: KeyGrantResponse[]) =>
  openMailboxKeys(given(shown), { now: now(), only: LIVERPOOL_YOT })

function grantOf(part: Part): KeyGrantResponse {
  const grant = grants.find((one) => one.part === part && one.mailbox === LIVERPOOL_YOT)
  if (!grant) throw new Error(`the YOT officer was granted the part to ${part} with`)
  return grant
}

/** A grant to the reader of a key that the service made up, by whoever signs it. */
async function forged(granter: PrivateKey, key: PrivateKey, generation = 2): Promise<KeyGrantResponse> {
  const token = 'b'.repeat(43)
  const locked = await lockKey(await partOf(key, 'open'), token, { fast: true })
  const granted = { mailbox: LIVERPOOL_YOT, generation, part: 'open' as const, token, locked }
  const grantee = reader.key.toPublic()
  const made = await makeGrant({ ...granted, grantee, granter, expires: inAYear(), now: now() })
  return {
    mailbox: LIVERPOOL_YOT,
    generation,
    part: 'open',
    locked,
    statement: made.statement,
    signature: made.signature,
    sealedToken: Buffer.from(made.sealedToken).toString('base64'),
    granter: granter.getFingerprint(),
  }
}

describe('a machine that is given a key by the service uses it', () => {
  it('as it is', async () => {
    expect((await opened(grants)).get(LIVERPOOL_YOT)?.opening).toHaveLength(1)
  })

  it('not when the wrapped key was edited or exchanged', async () => {
    const edited = { ...grantOf('open'), locked: grantOf('sign').locked }
    await expect(opened([edited])).rejects.toThrow(
      `The key that the service gives out for ${LIVERPOOL_YOT} is not the one that was granted: it was edited or exchanged.`,
    )
  })

  it('not when the grant is of another mailbox, of another generation, or of another part', async () => {
    const asb = (await (await service.session('asb.caseworker')).client.keyGrants()).find(
      ({ part }) => part === 'open',
    )
    if (!asb) throw new Error('the case worker was granted a key')
    await expect(opened([{ ...asb, mailbox: LIVERPOOL_YOT }])).rejects.toThrow('made to somebody else')
    await expect(opened([{ ...grantOf('open'), generation: 2 }])).rejects.toThrow(
      'This grant is for generation 1 of the key, not 2.',
    )
    await expect(opened([{ ...grantOf('open'), part: 'sign' }])).rejects.toThrow('to open with, not to sign')
  })

  it('not when somebody granted it who may not: the service itself, another agency’s officer, a colleague who lacks it', async () => {
    const key = await generateMailboxKey({ name: 'YOT', address: LIVERPOOL_YOT, now: now() })
    const court = await service.session('court.liaison')
    const colleague = await service.session('asb.caseworker')
    for (const granter of [key, court.key, colleague.key])
      await expect(opened([await forged(granter, key)])).rejects.toThrow(
        `A key of ${LIVERPOOL_YOT} was granted by somebody who may not grant it.`,
      )
  })

  it('not when an officer granted it and it is none of the mailbox’s: of another certificate, or a subkey that nobody published', async () => {
    const key = await generateMailboxKey({ name: 'YOT', address: LIVERPOOL_YOT, now: now() })
    await expect(opened([await forged(officer.key, key)])).rejects.toThrow('is not of its certificate')
    const primary = await certifyingKeyOf(officer, LIVERPOOL_YOT, now())
    const known = await trustedCertificate()
    const secret = await rotate({ primary, known, now: now() }, inAYear())
    await expect(opened([await forged(officer.key, secret.key)])).rejects.toThrow('is not of its certificate')
  })

  it('not when it has ended, and says whose it is and what to do', async () => {
    const later = new Date(Date.now() + 3 * 365 * 86_400_000)
    const day = keysEnd(now()).toISOString().slice(0, 4)
    const asked = openMailboxKeys(given(grants), { now: later, only: LIVERPOOL_YOT })
    await expect(asked).rejects.toThrow(
      new RegExp(`^Your key of ${LIVERPOOL_YOT} to \\w+ with ended on ${day}-`),
    )
    await expect(asked).rejects.toThrow(`despatch key renew ${LIVERPOOL_YOT}`)
  })
})

async function trustedCertificate() {
  const mailbox = (await officer.trust.state()).mailboxes[LIVERPOOL_YOT]
  return readCertificate(mailbox?.certificate ?? '')
}

describe('an officer signs anew', () => {
  it('no grant that the service wrote itself', async () => {
    const keys = await officer.client.mailboxKeys(LIVERPOOL_YOT)
    const state = await officer.trust.state()
    const of = { before: state, after: state, ends: inAYear(), now: now(), all: true }
    expect((await signedAnew(officer, keys, of)).length).toBe(keys.grants.length)
    const [first] = keys.grants
    if (!first) throw new Error('the mailbox has grants')
    const granter = (await service.session('court.liaison')).key.getFingerprint()
    const lying = { ...keys, grants: [{ ...first, granter }] }
    await expect(signedAnew(officer, lying, of)).rejects.toThrow('that nobody made who might')
    const altered = { ...first, statement: first.statement.replace('"generation":1', '"generation":7') }
    await expect(signedAnew(officer, { ...keys, grants: [altered] }, of)).rejects.toThrow('does not match')
  })
})

describe('an officer who becomes a case worker', () => {
  it('leaves every key that they granted usable, and grants no more', async () => {
    const [me] = Object.values((await officer.trust.refresh()).people).filter(
      ({ login }) => login === 'council.liaison',
    )
    if (!me) throw new Error('the liaison officer is appointed')
    const { agency, person, title, number, account, fingerprint, sha256, from } = me
    const appointment = await writeAppointment(
      {
        ...{ agency, person, title, number, account, roles: ['case-worker'] },
        ...{
          certificate: fingerprint,
          sha256,
          holder: null,
          from,
          until: me.until,
          time: now().toISOString(),
        },
      },
      { login: 'council.liaison', mailboxes: [], trainedUntil: me.trainedUntil },
    )
    const root = await rootOf(service.config, 'council')
    const signatures = [await signStatement(appointment.statement, root, now())]
    const record = { ...appointment, signatures, certificates: [me.certificate] }
    const { size } = await officer.client.enterTrust(record)
    await until('the new appointment was read', async () => (await reader.trust.refresh()).size >= size)
    expect((await opened(grants)).get(LIVERPOOL_YOT)?.opening).toHaveLength(1)
    const key = await generateMailboxKey({ name: 'YOT', address: LIVERPOOL_YOT, now: now() })
    await expect(opened([await forged(officer.key, key)])).rejects.toThrow(
      `A key of ${LIVERPOOL_YOT} was granted by somebody who may not grant it.`,
    )
  })
})
