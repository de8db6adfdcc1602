import { beforeAll, describe, expect, it } from 'vitest'
import { generateMailboxKey, generateRootKey, generateUserKey } from '../../src/crypto/keys.ts'
import { emptyTrust, type TrustedPerson, type TrustState } from '../../src/domain/trust/state.ts'
import { endingsFor } from '../../src/sdk/keys/ending.ts'

const now = new Date('2010-03-01T09:30:00.000Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
const day = (days: number) => inDays(days).toISOString().slice(0, 10)
const COUNCIL = 'Placeholder Council'
const DESK = 'desk@council.gcsx.gov.test'

let state: TrustState
let worker: TrustedPerson
let officer: TrustedPerson
beforeAll(async () => {
  const root = await generateRootKey({
    name: 'root',
    address: 'root@council.gcsx.gov.test',
    now,
    ends: inDays(50),
  })
  const appointed = async (
    login: string,
    role: 'case-worker' | 'liaison-officer',
  ): Promise<TrustedPerson> => {
    const key = await generateUserKey({ name: login, address: `${login}@council.gcsx.gov.test`, now })
    return {
      agency: COUNCIL,
      person: login,
      login,
      title: 'Post',
      number: '1',
      account: 'person',
      roles: [role],
      mailboxes: role === 'case-worker' ? [{ address: DESK, rights: ['open'] }] : [],
      trainedUntil: day(role === 'case-worker' ? 20 : 300),
      fingerprint: key.getFingerprint(),
      certificate: key.toPublic().armor(),
      sha256: '',
      newest: now.toISOString(),
      opened: true,
      since: now.toISOString(),
      former: [],
      from: day(-10),
      until: day(400),
      at: 0,
      ended: null,
    }
  }
  worker = await appointed('worker', 'case-worker')
  officer = await appointed('officer', 'liaison-officer')
  const desk = await generateMailboxKey({ name: 'Desk', address: DESK, now, ends: inDays(65) })
  state = {
    ...emptyTrust(),
    agencies: {
      [COUNCIL]: {
        name: COUNCIL,
        root: root.getFingerprint(),
        rootCertificate: root.toPublic().armor(),
        successor: null,
        domains: ['council.gcsx.gov.test'],
        recovery: null,
        formerKeys: [],
      },
    },
    people: { [worker.fingerprint]: worker, [officer.fingerprint]: officer },
    mailboxes: {
      [DESK]: {
        address: DESK,
        agency: COUNCIL,
        name: 'Desk',
        route: 'local',
        fingerprint: desk.getFingerprint(),
        certificate: desk.toPublic().armor(),
        sha256: '',
        generation: 1,
        newest: now.toISOString(),
        restricted: false,
        by: COUNCIL,
        vouched: false,
        former: [],
        at: 0,
        time: '',
      },
    },
  }
})

const said = async ({ fingerprint }: TrustedPerson, at: Date) =>
  (await endingsFor(state, fingerprint, at)).map(({ what, warning }) => [what, warning])

describe('what ends soon', () => {
  it('is said to a member sixty, thirty and seven days before, and when it has ended', async () => {
    expect(await said(worker, now)).toEqual([['the training of worker', 30]])
    expect(await said(worker, inDays(6))).toEqual([
      ['the training of worker', 30],
      [`the key of ${DESK}`, 60],
    ])
    expect(await said(worker, inDays(36))).toContainEqual([`the key of ${DESK}`, 30])
    expect(await said(worker, inDays(60))).toContainEqual([`the key of ${DESK}`, 7])
    expect(await said(worker, inDays(66))).toContainEqual([`the key of ${DESK}`, 0])
  })

  it('is said to an officer of the whole agency, its root included', async () => {
    expect(await said(officer, now)).toEqual([
      ['the training of worker', 30],
      [`the root of ${COUNCIL}`, 60],
    ])
  })

  it('says what to do', async () => {
    const [, mailbox] = await endingsFor(state, worker.fingerprint, inDays(6))
    expect(mailbox).toMatchObject({
      ends: day(65),
      todo: `The liaison officer renews it: despatch key renew ${DESK}`,
    })
  })

  it('is nothing to somebody whom nobody appointed', async () => {
    expect(await endingsFor(state, '0'.repeat(40), now)).toEqual([])
  })
})
