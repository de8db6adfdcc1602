import { beforeAll, describe, expect, it } from 'vitest'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { missingOfficers } from '../../../src/domain/trust/liaison-officers.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../../src/domain/trust/state.ts'
import { agreed, appointed, COUNCIL, type Keys, makeKeys, POLICE } from './signing.ts'

let keys: Keys
let state: TrustState
let officer: TrustState['people'][string]

/** The council's officer is in office from and until these days; the police have another, for long. */
function withOffice(
  ...terms: { from: string; until: string; ended?: boolean; deputy?: boolean }[]
): TrustState {
  const council = terms.map(({ from, until, ended = false, deputy = false }, at) => ({
    ...officer,
    fingerprint: `${at}`,
    from,
    until,
    roles: [deputy ? ('deputy' as const) : ('liaison-officer' as const)],
    ended: ended ? { at: 9, time: from, stolen: false, reason: null } : null,
  }))
  const police = {
    ...officer,
    agency: POLICE,
    fingerprint: 'police',
    from: '2026-01-01',
    until: '2099-01-01',
  }
  return { ...state, people: Object.fromEntries([...council, police].map((one) => [one.fingerprint, one])) }
}

beforeAll(async () => {
  keys = await makeKeys()
  const roles = ['liaison-officer' as const]
  state = await replay(
    emptyTrust(),
    [
      await agreed(keys, [keys.council, keys.police, keys.court]),
      await appointed(keys.liaison, keys.council, {
        login: 'liaison',
        title: 'Officer',
        number: 'E-7',
        roles,
      }),
    ],
    createTrustVerifier(),
  )
  const [found] = Object.values(state.people)
  if (!found) throw new Error('Nobody was appointed.')
  officer = found
})

const TODAY = '2026-03-10'

describe('a Designated Liaison Officer', () => {
  it('is missed of every responsible authority that has none, and of no court', () => {
    const missing = missingOfficers({ ...state, people: {} }, TODAY)
    expect(missing).toMatchObject([
      { rule: 'U3', agency: COUNCIL, until: null },
      { rule: 'U3', agency: POLICE, until: null },
    ])
    expect(missing[0]?.sentence).toContain('has no Designated Liaison Officer in office')
    expect(missingOfficers(state, TODAY).map(({ agency }) => agency)).toEqual([POLICE])
  })

  it.each([
    ['is there for longer than thirty days', [{ from: '2026-01-01', until: '2026-04-10' }], 'fine'],
    ['leaves in thirty days', [{ from: '2026-01-01', until: '2026-04-09' }], '2026-04-09'],
    ['leaves today', [{ from: '2026-01-01', until: TODAY }], TODAY],
    ['left yesterday', [{ from: '2026-01-01', until: '2026-03-09' }], 'none'],
    ['begins tomorrow', [{ from: '2026-03-11', until: '2027-01-01' }], 'none'],
    ['was ended', [{ from: '2026-01-01', until: '2027-01-01', ended: true }], 'none'],
    ['is only a deputy', [{ from: '2026-01-01', until: '2027-01-01', deputy: true }], 'none'],
    [
      'is followed by another the day after',
      [
        { from: '2026-01-01', until: '2026-03-20' },
        { from: '2026-03-21', until: '2027-01-01' },
      ],
      'fine',
    ],
    [
      'is followed by another after a gap of a day',
      [
        { from: '2026-01-01', until: '2026-03-20' },
        { from: '2026-03-22', until: '2027-01-01' },
      ],
      '2026-03-20',
    ],
  ] as const)('who %s', (_what, terms, expected) => {
    const missing = missingOfficers(withOffice(...terms), TODAY)
    const found = missing.map(({ agency, until }) => [agency, until ?? 'none'])
    expect(found).toEqual(expected === 'fine' ? [] : [[COUNCIL, expected]])
  })

  it('is missed where the agreement is in force, and not before or after', () => {
    const days = Object.values(state.agreements).map(({ document }) => document)
    const [document] = days
    if (!document) throw new Error('There is no agreement.')
    const nobody = { ...state, people: {} }
    expect(missingOfficers(nobody, document.until)).toHaveLength(2)
    expect(missingOfficers(nobody, '2099-12-31')).toEqual([])
  })
})
