import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { rulesOf } from '../../../src/domain/rule-sets.ts'
import { amendmentsFor } from '../../../src/domain/trust/amendments.ts'
import { believedFrom } from '../../../src/domain/trust/believed.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../../src/domain/trust/state.ts'
import type { Agreement } from '../../../src/domain/wire/agreement.ts'
import { RuleAmendment, type RuleChange } from '../../../src/domain/wire/trust/rules.ts'
import {
  agreed,
  agreement,
  appointed,
  COUNCIL,
  COURT,
  ended,
  type Keys,
  makeKeys,
  personId,
  record,
  time,
} from './signing.ts'

const verifier = createTrustVerifier()
let keys: Keys
/** The agreement, a co-ordinator of the council and one of the court, and a liaison officer who is none. */
let begun: TrustState

beforeAll(async () => {
  keys = await makeKeys()
  const root = keys.court
  begun = await replay(
    emptyTrust(),
    await Promise.all([
      agreed(keys, [keys.council, keys.police, keys.court]),
      appointed(keys.worker, keys.council, { login: 'coordinator', roles: ['co-ordinator'] }),
      appointed(keys.liaison, keys.council, { login: 'liaison', roles: ['liaison-officer'] }),
      appointed(keys.stranger, root, { agency: COURT, login: 'court', roles: ['co-ordinator'] }),
    ]),
    verifier,
  )
})

const NEW_BASIS = {
  code: 'pa-2027-s4',
  rule: 'L1',
  name: 'Invented power',
  statute: 'Invented Act 2027, section 4',
  sentence: 'Invented for a test.',
  effect: { type: 'power' as const, recipients: ['responsible' as const] },
}
const ADDED: RuleChange = { change: 'add-basis', basis: NEW_BASIS }
const END_115: RuleChange = { change: 'end', what: { row: 'basis', name: 'cda-1998-s115' } }

const amendment = (change: Partial<RuleAmendment> = {}): RuleAmendment => ({
  despatch: 'rules/1',
  by: COUNCIL,
  agreement: 'example-isp',
  ruleSet: 'uk-2026',
  edition: 2,
  previous: null,
  from: '2026-06-01',
  reason: 'Invented Act 2027, section 9, repeals it.',
  changes: [END_115],
  time,
  ...change,
})
const amended = (change: Partial<RuleAmendment> = {}, signer = keys.worker) =>
  record(RuleAmendment, amendment(change), [signer])
const next = async (before: RuleAmendment, change: Partial<RuleAmendment>) =>
  amended({
    edition: before.edition + 1,
    previous: await sha256Hex(JSON.stringify(before)),
    ...change,
  })
const entering = async (state: TrustState, ...records: Promise<Awaited<ReturnType<typeof amended>>>[]) =>
  replay(state, await Promise.all(records), verifier)
const listed = (state: TrustState, of: Partial<Agreement> = {}) => {
  const document = { ...agreement(keys), ...of }
  return { ruleSet: document.ruleSet, amendments: amendmentsFor(document, state.amendments) }
}

describe('an amendment of the rules', () => {
  it('is in force from its day, and not before', async () => {
    const state = await entering(begun, amended({ changes: [END_115, ADDED] }))
    const codes = (day: string) => rulesOf(listed(state), day).bases.map(({ code }) => code)
    expect(codes('2026-05-31')).toContain('cda-1998-s115')
    expect(codes('2026-05-31')).not.toContain('pa-2027-s4')
    expect(codes('2026-06-01')).not.toContain('cda-1998-s115')
    expect(codes('2026-06-01')).toContain('pa-2027-s4')
    expect(rulesOf(listed(state), '2026-05-31').edition).toBe(1)
    expect(rulesOf(listed(state), '2026-06-01').edition).toBe(2)
  })

  it('says nothing under another agreement, nor under other rules of the same one', async () => {
    const state = await entering(begun, amended())
    expect(listed(state, { id: 'other-isp' }).amendments).toEqual([])
    expect(listed(state, { ruleSet: 'uk-2010' }).amendments).toEqual([])
  })

  it('of an accord counts for the protocols under it, which have none of their own (I4)', async () => {
    const protocol = { id: 'example-protocol', accord: 'example-isp' }
    const state = await entering(begun, agreed(keys, [keys.council, keys.police], protocol), amended())
    expect(listed(state, protocol).amendments).toHaveLength(1)
    await expect(entering(state, amended({ agreement: 'example-protocol' }))).rejects.toThrow(
      'made under the accord example-isp and goes by its rules',
    )
  })

  it('is believed with the agreement, and by nobody whom that does not bind', async () => {
    const state = await entering(begun, amended())
    expect(believedFrom(state, keys.police.getFingerprint()).amendments).toHaveLength(1)
    expect(believedFrom(state, keys.heir.getFingerprint()).amendments).toEqual([])
  })

  it('is believed by who came when whoever made it had left: its agreement is the same', async () => {
    const { statement } = await agreed(keys, [])
    const without = (one: string) => agreement(keys).signatories.filter(({ agency }) => agency !== one)
    const before = await replay(
      emptyTrust(),
      await Promise.all([
        agreed(keys, [keys.council, keys.police], { signatories: without(COURT) }),
        appointed(keys.worker, keys.council, { login: 'coordinator', roles: ['co-ordinator'] }),
        amended(),
      ]),
      verifier,
    )
    const previous = await sha256Hex(
      JSON.stringify({ ...JSON.parse(statement), signatories: without(COURT) }),
    )
    const next = { version: 2, previous, signatories: without(COUNCIL) }
    const state = await entering(before, agreed(keys, [keys.police, keys.court], next))
    expect(believedFrom(state, keys.court.getFingerprint()).amendments).toHaveLength(1)
  })

  it('follows the edition before by its digest, may begin sooner, and can be undone', async () => {
    const second = amendment()
    const third = { changes: [ADDED], from: '2026-05-01' }
    const resume: RuleChange = { change: 'resume', what: { row: 'basis', name: 'cda-1998-s115' } }
    const state = await entering(begun, amended(), next(second, third))
    const all = { ...amendment({ edition: 3, previous: await sha256Hex(JSON.stringify(second)), ...third }) }
    const undone = await entering(state, next(all, { changes: [resume], from: '2026-07-01' }))
    const has = (day: string) =>
      rulesOf(listed(undone), day).bases.some(({ code }) => code === 'cda-1998-s115')
    expect(['2026-05-31', '2026-06-01', '2026-06-30', '2026-07-01'].map(has)).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect(rulesOf(listed(undone), '2026-05-02').bases.at(-1)).toEqual(NEW_BASIS)
  })
})

describe('an amendment is refused', () => {
  const refusal = async (given: Promise<Awaited<ReturnType<typeof amended>>>, state = begun) =>
    entering(state, given).then(
      () => 'it was believed',
      (error: Error) => error.message,
    )

  it.each<[string, Partial<RuleAmendment>, string]>([
    ['for an agreement that there is not', { agreement: 'no-isp' }, 'There is no agreement no-isp'],
    ['for rules that the agreement does not name', { ruleSet: 'uk-2010' }, 'this amends uk-2010'],
    ['whose edition is not the next', { edition: 3 }, 'The next edition of the rules of example-isp is 2'],
    ['which names a digest that is none', { previous: 'a'.repeat(64) }, 'names the digest of none'],
    ['which begins on a day that is over', { from: '2026-03-01' }, 'does not change'],
    ['by an agency that has signed nothing', { by: 'Nobody' }, 'Nobody has signed no agreement'],
    [
      'of a row that is not there',
      { changes: [end('basis', 'pa-2027-s4')] },
      'pa-2027-s4 is not in force then',
    ],
    ['which ends a row twice', { changes: [END_115, END_115] }, 'cda-1998-s115 is not in force then'],
    [
      'which adds a code that is there',
      { changes: [added({ code: 'cda-1998-s115' })] },
      'already, or was one',
    ],
    [
      'which adds a code that has ended',
      { changes: [END_115, added({ code: 'cda-1998-s115' })] },
      'resume that',
    ],
    [
      'which adds a code of the other set',
      { changes: [added({ code: 'dpa-1998-s35' })] },
      'of another rule set',
    ],
    [
      'which adds a condition of a regime that there is not',
      { changes: [added({ effect: { type: 'condition', for: 'personal', regime: 'dpa-1998' } })] },
      'no regime of uk-2026',
    ],
    [
      'which adds a condition that goes by a code that there is not',
      {
        changes: [
          added({
            effect: {
              type: 'condition',
              for: 'personal',
              regime: 'uk-gdpr',
              with: { codes: ['no-such'], says: 'another', example: 'no-such' },
            },
          }),
        ],
      },
      'goes by no-such',
    ],
    ['which resumes what has not ended', { changes: [resumed('descriptor', 'COMMERCIAL')] }, 'has not ended'],
    [
      'which adds a descriptor that is there',
      { changes: [{ change: 'add-descriptor', descriptor: 'COMMERCIAL' }] },
      'already',
    ],
    [
      'which adds a descriptor that makes another level of the one before it',
      { changes: [{ change: 'add-descriptor', descriptor: 'SENSITIVE' }] },
      'SENSITIVE reads as a level of marking',
    ],
    [
      'which adds a descriptor that is a level',
      { changes: [{ change: 'add-descriptor', descriptor: 'SECRET' }] },
      'SECRET reads as a level of marking',
    ],
    ['which rewords what is not there', { changes: [reworded('pa-2027-s4')] }, 'in force then'],
    [
      'which ends the level that most bears',
      { changes: [end('level', 'OFFICIAL-SENSITIVE')] },
      'it does not end',
    ],
    ['which ends a level that may not travel', { changes: [end('level', 'SECRET')] }, 'not in force'],
  ])('%s', async (_what, change, sentence) => {
    expect(await refusal(amended(change))).toContain(sentence)
  })

  it('that takes away what a later one goes by', async () => {
    const later = await entering(begun, amended())
    const sooner = next(amendment(), { from: '2026-05-01' })
    expect(await refusal(sooner, later)).toBe(
      'Edition 2, from 2026-06-01: cda-1998-s115 is not in force then, so it cannot end.',
    )
  })

  it('when there are so many that nobody could list them any more', async () => {
    const before = { document: amendment(), sha256: 'a'.repeat(64), at: 0 }
    const state = { ...begun, amendments: Array.from({ length: 999 }, () => before) }
    const changing = (...changes: RuleChange[]) =>
      refusal(amended({ edition: 3, previous: before.sha256, changes }), state)
    expect(await changing(ADDED)).toContain('is not in force then')
    expect(await changing(ADDED, END_115)).toContain('more than 1000 times')
  })

  it('by anybody but a co-ordinator in office of whoever speaks for the partnership', async () => {
    const gone = await entering(begun, ended('coordinator', keys.worker, keys.council))
    expect(await refusal(amended({}, keys.liaison))).toBe(
      'This is not signed by a co-ordinator of Example Council.',
    )
    expect(await refusal(amended({}, keys.council))).toBe(
      'This is not signed by a co-ordinator of Example Council.',
    )
    expect(await refusal(amended({}, keys.stranger))).toBe(
      'This is not signed by a co-ordinator of Example Council.',
    )
    expect(await refusal(amended({ by: COURT }, keys.stranger))).toContain(
      'neither the office of the partnership',
    )
    expect(await refusal(amended(), gone)).toContain('a co-ordinator who was not in office then')
    const lower = appointed(keys.worker, keys.council, {
      login: 'coordinator',
      person: personId('coordinator'),
      roles: ['case-worker'],
      holder: null,
      time: '2026-03-02T10:00:05.000Z',
    })
    expect(await refusal(amended(), await entering(begun, lower))).toContain('not signed by a co-ordinator')
  })

  it('with two signatures, and with a certificate', async () => {
    const given = await amended()
    const [signature = ''] = given.signatures
    expect(await refusal(Promise.resolve({ ...given, signatures: [signature, signature] }))).toContain(
      'exactly one',
    )
    const certificates = [keys.worker.toPublic().armor()]
    expect(await refusal(Promise.resolve({ ...given, certificates }))).toContain('More certificates')
  })
})

const end = (row: 'basis' | 'descriptor' | 'level', name: string): RuleChange => ({
  change: 'end',
  what: { row, name },
})
const resumed = (row: 'basis' | 'descriptor' | 'level', name: string): RuleChange => ({
  change: 'resume',
  what: { row, name },
})
function added(change: Partial<Extract<RuleChange, { change: 'add-basis' }>['basis']>): RuleChange {
  return { change: 'add-basis', basis: { ...NEW_BASIS, ...change } }
}
function reworded(code: string): RuleChange {
  return { change: 'reword', code, name: 'Other', statute: 'Invented Act 2027', sentence: 'Otherwise.' }
}
