import { beforeAll, describe, expect, it } from 'vitest'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { whyNoAuditor } from '../../../src/domain/trust/auditor-then.ts'
import { mightSendThen, whyNotInOffice } from '../../../src/domain/trust/office-then.ts'
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

  it('is of the day that it is in the United Kingdom', async () => {
    const summer = await reading(emptyTrust(), [
      agreed(keys, [keys.council, keys.police, keys.court]),
      appointed(keys.liaison, keys.council, { login: 'liaison', roles: ['liaison-officer'] }),
      appointed(keys.worker, keys.liaison, { roles: ['auditor'], until: '2026-07-01' }),
    ])
    expect(why(summer, { time: '2026-07-01T22:59:00.000Z' })).toBeNull()
    expect(why(summer, { time: '2026-07-01T23:01:00.000Z' })).toContain('not in office')
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

describe('a signature that is to be a liaison officer’s or a deputy’s', () => {
  const DECIDING = { roles: ['liaison-officer', 'deputy'], called: 'a liaison officer or deputy' } as const
  const whyNot = (state: TrustState, time: string, logged = time) =>
    whyNotInOffice(state, { fingerprint: keys.deputy.getFingerprint(), time, logged }, DECIDING)
  const asDeputy = (minutes: number, roles: ('deputy' | 'case-worker')[] = ['deputy']) =>
    appointed(keys.deputy, keys.council, { login: 'deputy', roles, time: at(minutes) })
  const NOT = 'Case worker E-1 was not in office as a liaison officer or deputy of Example Council then'

  it('is one as long as no other appointment has taken the place of theirs', async () => {
    const other = await reading(begun, [asDeputy(0), asDeputy(60, ['case-worker'])])
    expect([whyNot(other, at(30)), whyNot(other, at(61))]).toEqual([null, NOT])
    const renewed = await reading(begun, [asDeputy(0), asDeputy(60)])
    expect([whyNot(renewed, at(30)), whyNot(renewed, at(61))]).toEqual([null, null])
  })

  it('is none after a renewed appointment was ended, nor by whoever had stolen the key', async () => {
    const renewed = await reading(emptyTrust(), [
      agreed(keys, [keys.council, keys.police, keys.court]),
      asDeputy(-120),
      asDeputy(-60),
    ])
    const left = await reading(renewed, [ended('deputy', keys.deputy, keys.council)])
    expect([whyNot(left, at(-90)), whyNot(left, at(-30)), whyNot(left, at(1))]).toEqual([null, null, NOT])
    const stolen = await reading(renewed, [ended('deputy', keys.deputy, keys.council, 'key-stolen')])
    expect([whyNot(stolen, at(-90)), whyNot(stolen, at(-30))]).toEqual([null, null])
    // Whatever day a thief writes, the log has it later.
    for (const time of [at(-90), at(-30)])
      expect(whyNot(stolen, time, at(1))).toMatch(/in other hands on 2026-03-02, and nothing shows/)
  })

  it('is none before the trust log had the appointment, from whichever day that says it is', async () => {
    const late = await reading(begun, [asDeputy(180)])
    expect([whyNot(late, at(60)), whyNot(late, at(180))]).toEqual([NOT, null])
  })
})

describe('a signature that is to be of somebody who sends from a mailbox', () => {
  const [asb, housing] = ['asb.team@council.test', 'housing@council.test']
  const sending = (address: string, minutes: number, rights: ('open' | 'send')[] = ['open', 'send']) =>
    appointed(keys.deputy, keys.council, {
      login: 'deputy',
      mailboxes: [{ address, rights }],
      time: at(minutes),
    })
  const might = (state: TrustState, mailbox: string, minutes: number): boolean => {
    const person = state.people[keys.deputy.getFingerprint()]
    return person !== undefined && mightSendThen(state, person, { mailbox, time: at(minutes) })
  }

  it('is one of the time of that appointment, and none after they went to another mailbox', async () => {
    const moved = await reading(begun, [sending(asb, 0), sending(housing, 60)])
    expect([might(moved, asb, 30), might(moved, asb, 61)]).toEqual([true, false])
    expect([might(moved, housing, -10), might(moved, housing, 61)]).toEqual([false, true])
  })

  it('is none of whoever only opens it, nor by a key that was stolen, whatever time it says', async () => {
    expect(might(await reading(begun, [sending(asb, 0, ['open'])]), asb, 30)).toBe(false)
    const taken = [sending(asb, 0), ended('deputy', keys.deputy, keys.council, 'key-stolen')]
    expect(might(await reading(begun, taken), asb, -1)).toBe(false)
    expect(might(await reading(begun, [sending(asb, 0)]), asb, -1)).toBe(true)
  })
})
