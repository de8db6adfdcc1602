import { describe, expect, it } from 'vitest'
import { granterCertificate } from '../../src/domain/may-grant.ts'
import type { Appointed, TrustedPerson, TrustState } from '../../src/domain/trust/state.ts'
import type { Grant } from '../../src/domain/wire/grant.ts'
import { APPOINTED, DESK, partnership, person } from './trust/written-down.ts'

/** Who may grant a part of a mailbox's key, of a partnership that is written down and not read from a log. */

const NOON = '2026-03-02T12:00:00.000Z'
const FORMER = [
  { fingerprint: 'earlier', certificate: 'certificate of the earlier root', until: NOON },
  { fingerprint: 'first', certificate: 'certificate of the first root', until: '2025-01-01T00:00:00.000Z' },
]
const appointment: Appointed = { ...APPOINTED, mailboxes: [{ address: DESK, rights: ['open'] }] }
const withWorker = (change: Partial<TrustedPerson>): TrustState =>
  partnership([person('worker', { ...appointment, ...change })], { formerKeys: FORMER })
const council = withWorker({})
const [agency] = Object.values(council.agencies)
if (agency === undefined) throw new Error('The partnership has an agency.')
const grant = (change: Partial<Grant> = {}): Grant => ({
  despatch: 'grant/2',
  mailbox: DESK,
  generation: 1,
  part: 'open',
  grantee: 'stranger',
  token: '',
  locked: '',
  expires: NOON,
  time: NOON,
  ...change,
})
const AFTER_NOON = '2026-03-02T12:00:00.001Z'
const WORKER = 'certificate of worker'

describe('a part of a mailbox’s key is granted', () => {
  it.each<[says: string, granter: string, certificate: string | null, time?: string]>([
    ['by the root of its agency', 'root', 'certificate of root'],
    ['by its recovery key', 'recovery', 'certificate for recovery'],
    ['by an earlier root, until another took its place', 'earlier', 'certificate of the earlier root'],
    ['not by an earlier root afterwards', 'earlier', null, AFTER_NOON],
    ['not by a root that was replaced before', 'first', null],
    ['by a colleague who was to hold that part', 'worker', WORKER],
    ['not by a key that nobody has', 'stranger', null],
  ])('%s', (_says, granter, certificate, time = NOON) => {
    expect(granterCertificate(council, grant({ time }), granter)).toBe(certificate)
  })

  it.each<[says: string, state: TrustState, may: boolean, told?: Partial<Grant>]>([
    ['not of a mailbox that there is not', council, false, { mailbox: 'nobody@council.test' }],
    ['not of a mailbox whose agency is in no agreement and was in none', { ...council, agencies: {} }, false],
    [
      'of what came to an agency before it left',
      { ...council, agencies: {}, formerAgencies: { [agency.name]: { ...agency, at: 9 } } },
      true,
    ],
    ['not by a colleague of another agency', withWorker({ agency: 'Example Police' }), false],
    [
      'not by who holds another mailbox',
      withWorker({ mailboxes: [{ address: 'other@council.test', rights: ['open'] }] }),
      false,
    ],
    ['not by who holds no mailbox', withWorker({ mailboxes: [] }), false],
    [
      'not by who holds another part',
      withWorker({ mailboxes: [{ address: DESK, rights: ['send'] }] }),
      false,
    ],
    ['by a liaison officer, who holds none', withWorker({ mailboxes: [], roles: ['liaison-officer'] }), true],
    ['by a deputy, who holds none', withWorker({ mailboxes: [], roles: ['deputy'] }), true],
    ['not by an auditor, who holds none', withWorker({ mailboxes: [], roles: ['auditor'] }), false],
    ['on the last day of an appointment', withWorker({ until: '2026-03-02' }), true],
    ['not on the day after it', withWorker({ until: '2026-03-01' }), false],
    ['on the first day of an appointment', withWorker({ from: '2026-03-02' }), true],
    ['not on the day before it', withWorker({ from: '2026-03-03' }), false],
    ['from the moment that the log had it', withWorker({ since: NOON }), true],
    ['ten minutes before that, since clocks differ', withWorker({ since: '2026-03-02T12:10:00.000Z' }), true],
    ['not eleven minutes before', withWorker({ since: '2026-03-02T12:11:00.000Z' }), false],
    [
      'before an appointment ended',
      withWorker({ ended: { at: 3, time: AFTER_NOON, stolen: false, reason: 'left' } }),
      true,
    ],
    [
      'not at the moment that it ended',
      withWorker({ ended: { at: 3, time: NOON, stolen: false, reason: 'left' } }),
      false,
    ],
    [
      'not by a key that was stolen, ever',
      withWorker({ ended: { at: 3, time: AFTER_NOON, stolen: true, reason: 'key-stolen' } }),
      false,
    ],
    [
      'by an earlier appointment that was in force then',
      withWorker({ mailboxes: [], since: '2026-03-02T15:00:00.000Z', former: [appointment] }),
      true,
    ],
    [
      'not by an earlier appointment that another had replaced',
      withWorker({ mailboxes: [], since: '2026-03-02T11:00:00.000Z', former: [appointment] }),
      false,
    ],
  ])('%s', (_says, state, may, told = {}) => {
    expect(granterCertificate(state, grant(told), 'worker')).toBe(may ? WORKER : null)
  })

  it.each<[reason: string, time: string, may: boolean]>([
    ['superseded', AFTER_NOON, true],
    ['superseded', NOON, false],
    ['superseded', '2026-03-02T11:00:00.000Z', false],
    ['compromised', AFTER_NOON, false],
  ])('by a key that was revoked as %s at %s: %s', (reason, time, may) => {
    const revoked = { reason, at: 3, time, by: agency.name, voucher: false }
    const state = { ...council, revoked: { worker: revoked } }
    expect(granterCertificate(state, grant(), 'worker')).toBe(may ? WORKER : null)
  })
})
