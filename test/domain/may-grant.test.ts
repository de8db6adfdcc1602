import { beforeAll, describe, expect, it } from 'vitest'
import { signStatement } from '../../src/crypto/statement.ts'
import { createTrustVerifier } from '../../src/crypto/trust-verifier.ts'
import { granterCertificate } from '../../src/domain/may-grant.ts'
import { replay } from '../../src/domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../src/domain/trust/state.ts'
import { Revocation } from '../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../src/domain/wire/trust/record.ts'
import { writeAppointmentEnd } from '../../src/sdk/enrolment/write-appointment.ts'
import {
  agreed,
  appointed,
  type Change,
  COUNCIL,
  certified,
  DESK,
  type Keys,
  makeKeys,
  NOW,
  personId,
  record,
} from './trust/signing.ts'

/** The day's hours: everybody is appointed at ten, and something changes at three in the afternoon. */
const [NOON, THREE, FOUR] = [
  '2026-03-02T12:00:00.000Z',
  '2026-03-02T15:00:00.000Z',
  '2026-03-02T16:00:00.000Z',
]
const NEXT_DAY = '2026-03-03T09:00:00.000Z'

const OFFICER: Change = { login: 'deputy', roles: ['deputy'] }
const MEMBER: Change = { mailboxes: [{ address: DESK, rights: ['open'] }] }

let keys: Keys
let begun: TrustState
beforeAll(async () => {
  keys = await makeKeys()
  begun = await reading(emptyTrust(), [
    await agreed(keys, [keys.council, keys.police, keys.court]),
    await certified(keys.desk, keys.council),
    await appointed(keys.deputy, keys.council, OFFICER),
    await appointed(keys.worker, keys.council, MEMBER),
  ])
})

const reading = (state: TrustState, records: TrustRecord[]) => replay(state, records, createTrustVerifier())
const reached = async (...records: Promise<TrustRecord>[]) => reading(begun, await Promise.all(records))

/** Whether a grant of the part to open with, of this time and by this key, counts. */
function counts(state: TrustState, by: Keys[keyof Keys], time: string): boolean {
  const grant = {
    despatch: 'grant/2' as const,
    mailbox: DESK,
    generation: 1,
    part: 'open' as const,
    grantee: keys.stranger.getFingerprint(),
    token: '',
    locked: '',
    expires: time,
    time,
  }
  return granterCertificate(state, grant, by.getFingerprint()) !== null
}

const ended = async (login: string, key: Keys[keyof Keys], reason: 'left' | 'key-stolen') => {
  const told = { agency: COUNCIL, person: personId(login), certificate: key.getFingerprint(), time: THREE }
  const parts = await writeAppointmentEnd(told, { reason })
  const signatures = [await signStatement(parts.statement, keys.council, NOW)]
  return { ...parts, signatures, certificates: [] }
}

describe('a grant is judged by what its granter was on its day', () => {
  it('so that an officer who becomes a case worker leaves those of before, and makes no more', async () => {
    const state = await reached(
      appointed(keys.deputy, keys.council, { ...OFFICER, roles: ['case-worker'], time: THREE }),
    )
    expect([NOON, FOUR, NEXT_DAY].map((time) => counts(state, keys.deputy, time))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('so that one who is appointed anew from a later day leaves theirs, too', async () => {
    const later = { ...OFFICER, from: '2026-03-03', time: THREE }
    const state = await reached(appointed(keys.deputy, keys.council, later))
    expect([NOON, FOUR, NEXT_DAY].map((time) => counts(state, keys.deputy, time))).toEqual([
      true,
      false,
      true,
    ])
  })

  it('so that a member of a mailbox leaves what they granted on, and grants nothing once they are none', async () => {
    expect(counts(begun, keys.worker, NOON)).toBe(true)
    const state = await reached(appointed(keys.worker, keys.council, { mailboxes: [], time: THREE }))
    expect([NOON, FOUR].map((time) => counts(state, keys.worker, time))).toEqual([true, false])
    // What gives them the right gives it for the time from then on.
    const back = await reading(state, [await appointed(keys.worker, keys.council, { ...MEMBER, time: FOUR })])
    const halfPast = '2026-03-02T15:30:00.000Z'
    expect([NOON, halfPast, NEXT_DAY].map((time) => counts(back, keys.worker, time))).toEqual([
      true,
      false,
      true,
    ])
  })

  it('so that whoever has another key leaves what they granted by the one before', async () => {
    const state = await reached(appointed(keys.stranger, keys.council, { ...OFFICER, time: THREE }))
    expect([NOON, FOUR].map((time) => counts(state, keys.deputy, time))).toEqual([true, false])
    expect([NOON, FOUR].map((time) => counts(state, keys.stranger, time))).toEqual([false, true])
  })

  it('and by when the log had it, not by the earlier time that a root’s statement bears', async () => {
    const drafted = '2026-03-02T10:30:00.000Z'
    const state = await reached(
      appointed(keys.worker, keys.council, { ...MEMBER, title: 'Senior', time: THREE }),
      appointed(keys.deputy, keys.council, { ...OFFICER, roles: ['case-worker'], time: drafted }),
    )
    expect([NOON, FOUR].map((time) => counts(state, keys.deputy, time))).toEqual([true, false])
  })

  it('of one who has left: what they granted before', async () => {
    const state = await reached(ended('deputy', keys.deputy, 'left'))
    expect([NOON, FOUR].map((time) => counts(state, keys.deputy, time))).toEqual([true, false])
  })

  it('but never by a key that was stolen, whatever its day', async () => {
    const stolen = await reached(ended('deputy', keys.deputy, 'key-stolen'))
    expect(counts(stolen, keys.deputy, NOON)).toBe(false)
    const compromised = await reached(
      record(
        Revocation,
        {
          despatch: 'revocation/1',
          agency: COUNCIL,
          certificate: keys.deputy.getFingerprint(),
          reason: 'compromised',
          time: THREE,
        },
        [keys.council],
      ),
    )
    expect(counts(compromised, keys.deputy, NOON)).toBe(false)
  })
})
