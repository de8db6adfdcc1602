import { beforeAll, describe, expect, it } from 'vitest'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { whyNoAuditor } from '../../../src/domain/trust/auditor-then.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../../src/domain/trust/state.ts'
import { Revocation, type RevocationReason } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { agreed, appointed, COUNCIL, ended, type Keys, makeKeys, NOW, POLICE, record } from './signing.ts'

const verifier = createTrustVerifier()
let keys: Keys
let begun: TrustState

/** Minutes after everybody was appointed. */
const at = (minutes: number): string => new Date(NOW.getTime() + minutes * 60_000).toISOString()

const reading = async (state: TrustState, records: Promise<TrustRecord>[]) =>
  replay(state, await Promise.all(records), verifier)

beforeAll(async () => {
  keys = await makeKeys()
  begun = await reading(emptyTrust(), [
    agreed(keys, [keys.council, keys.police, keys.court]),
    appointed(keys.liaison, keys.council, { login: 'liaison', roles: ['liaison-officer'] }),
    appointed(keys.worker, keys.liaison, { roles: ['auditor'], title: 'Auditor' }),
  ])
})

type Signed = { key?: keyof Keys; agency?: string; time?: string; logged?: string | null }
const why = (state: TrustState, { key = 'worker', agency = COUNCIL, time = at(30), logged = null }: Signed) =>
  whyNoAuditor(state, { fingerprint: keys[key].getFingerprint(), agency, time, logged })
const revoked = (reason: RevocationReason, time: string) =>
  reading(begun, [
    record(
      Revocation,
      {
        ...{ despatch: 'revocation/1', agency: COUNCIL, reason, time },
        certificate: keys.worker.getFingerprint(),
      },
      [keys.liaison],
    ),
  ])

describe('a signature that is to be an auditor’s', () => {
  it('is one of somebody whom the agency had in office as an auditor on that day', () => {
    expect(why(begun, {})).toBeNull()
    expect(why(begun, { agency: POLICE })).toBe(
      `Auditor E-1 is of ${COUNCIL}, and the review is of ${POLICE}`,
    )
    expect(why(begun, { key: 'liaison' })).toContain('not in office as an auditor')
    expect(why(begun, { key: 'stranger' })).toBe('no agency has appointed anybody with that key')
    expect(why(begun, { time: at(-61) })).toContain('not in office')
    expect(why(begun, { time: '2028-03-03T00:00:00.000Z' })).toContain('not in office')
  })

  it('is none after the appointment has ended, or given way to one that says nothing of auditing', async () => {
    const left = await reading(begun, [ended('worker', keys.worker, keys.liaison)])
    expect([why(left, { time: at(-1) }), why(left, { time: at(1) })]).toEqual([
      null,
      expect.stringContaining('not in office'),
    ])
    const other = await reading(begun, [
      appointed(keys.worker, keys.liaison, { roles: ['case-worker'], time: at(60) }),
    ])
    expect([why(other, { time: at(30) }), why(other, { time: at(61) })]).toEqual([
      null,
      expect.stringContaining('not in office'),
    ])
  })

  it('is none by a key that was revoked by then, and stays one where that came later', async () => {
    const retired = await revoked('retired', at(60))
    expect([why(retired, { time: at(30) }), why(retired, { time: at(60) })]).toEqual([
      null,
      'the key of Auditor E-1 was revoked by then (retired)',
    ])
  })

  it.each([
    ['compromised', () => revoked('compromised', at(60))],
    ['stolen', () => reading(begun, [ended('worker', keys.worker, keys.liaison, 'key-stolen')])],
  ])(
    'by a key that was %s counts only where the log had it before: whoever has the key writes any date',
    async (_, taken) => {
      const state = await taken()
      const time = at(-10)
      expect(why(state, { time, logged: at(-9) })).toBeNull()
      for (const logged of [null, at(60)])
        expect(why(state, { time, logged })).toMatch(/in other hands on 2026-03-02, and nothing shows/)
    },
  )
})
