import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/domain/decide.ts'
import { ruleSet } from '../../../src/domain/rule-sets.ts'
import { RULE_SETS } from '../../../src/domain/wire/agreement.ts'
import { PURPOSES, type ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { CONSENT, directory, lawful, TODAY } from '../partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './modern.ts'

/** Properties over many referrals, drawn by a small generator with a fixed seed, so that a failure comes again. */

/** Mulberry32: numbers from 0 up to 1. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Draw = ReturnType<typeof drawing>

function drawing(seed: number) {
  const next = numbers(seed)
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(next() * from.length)]
    if (one === undefined) throw new Error('There is nothing to draw from.')
    return one
  }
  const some = <T>(from: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: Math.floor(next() * (most + 1)) }, () => pick(from))),
  ]
  return { pick, some }
}

const TIMES = {
  'uk-2010': { base: lawful, partnership: directory, day: TODAY },
  'uk-2026': { base: modern, partnership: modernDirectory, day: MODERN_DAY },
}

const CONTENTS: readonly Pick<ReferralFields, 'dataClass' | 'categories'>[] = [
  { dataClass: 'depersonalised', categories: [] },
  { dataClass: 'personal', categories: ['informer'] },
  { dataClass: 'sensitive-personal', categories: ['victim'] },
  { dataClass: 'sensitive-personal', categories: ['informer', 'suspected-perpetrator'] },
]
const LOCAL = ['yot@testville.gcsx.test', 'listing@testville.cjsm.test', 'chair@shops.test']

const ROUNDS = 4_000

describe.each(RULE_SETS)('under %s', (id) => {
  const { base, partnership, day } = TIMES[id]
  const { bases } = ruleSet(id)
  const codesOf = (...types: string[]) =>
    bases.filter(({ effect }) => types.includes(effect.type)).map(({ code }) => code)
  const every = codesOf('power', 'duty', 'condition', 'exemption', 'supporting')
  const judge = (fields: ReferralFields) => decide(fields, partnership, day)
  const sensitive = bases.filter(
    ({ effect }) => effect.type === 'condition' && effect.for === 'sensitive-personal',
  )

  const drawn = ({ pick, some }: Draw): ReferralFields => ({
    ...base,
    ...pick(CONTENTS),
    to: some(LOCAL, 2).concat('intelligence@testshire.pnn.test'),
    from: pick(['asb.team@testville.gcsx.test', 'listing@testville.cjsm.test']),
    purpose: pick(PURPOSES),
    consent: pick(Object.values(CONSENT)),
    bases: [...new Set([...some(['cda-1998-s115'], 2), ...some(base.bases, 4), ...some(every, 4)])],
  })

  it('what is only supporting changes no decision, whatever else is named', () => {
    const supporting = codesOf('supporting')
    expect(supporting.length).toBeGreaterThan(15)
    const draw = drawing(2010)
    const outcomes = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const fields = drawn(draw)
      const without = fields.bases.filter((code) => !supporting.includes(code))
      const bare = judge({ ...fields, bases: without })
      const more = draw.some(supporting, 6)
      expect(judge({ ...fields, bases: [...more, ...without] })).toEqual(bare)
      outcomes.add(bare.outcome)
    }
    expect([...outcomes].sort()).toEqual(['allowed', 'needs', 'refused'])
  })

  it('a duty opens nothing: what is not allowed without it is not allowed with it', () => {
    const draw = drawing(115)
    for (let round = 0; round < ROUNDS; round++) {
      const fields = drawn(draw)
      const without = fields.bases.filter((code) => !codesOf('duty').includes(code))
      if (judge({ ...fields, bases: without }).outcome === 'allowed') continue
      const duty = draw.pick(codesOf('duty'))
      expect(judge({ ...fields, bases: [...without, duty] }).outcome).not.toBe('allowed')
    }
  })

  it('no personal data leaves without a way to its recipients and a condition for it', () => {
    const draw = drawing(1998)
    let allowed = 0
    for (let round = 0; round < ROUNDS; round++) {
      const fields = drawn(draw)
      if (fields.dataClass === 'depersonalised' || judge(fields).outcome !== 'allowed') continue
      allowed++
      const named = bases.filter(({ code }) => fields.bases.includes(code)).map(({ effect }) => effect)
      expect(named.some((one) => one.type === 'power' || (one.type === 'exemption' && one.discloses))).toBe(
        true,
      )
      expect(named.some((one) => one.type === 'condition' && one.for === 'personal')).toBe(true)
      const regimes = named.flatMap((one) => ('regime' in one ? [one.regime] : []))
      expect(new Set(regimes).size).toBe(1)
    }
    expect(allowed).toBeGreaterThan(50)
  })

  it('a sensitive referral that names exactly what it needs, needs each of them', () => {
    const personal = bases.filter(({ effect }) => effect.type === 'condition' && effect.for === 'personal')
    const complete = Object.values(CONSENT)
      .flatMap((consent) =>
        personal.flatMap((one) =>
          sensitive.map((other) => ({
            ...base,
            categories: ['suspected-perpetrator' as const],
            consent,
            bases: ['cda-1998-s115', one.code, other.code],
          })),
        ),
      )
      .filter((fields) => judge(fields).outcome === 'allowed')
    expect(complete.length).toBeGreaterThan(60)
    for (const fields of complete) {
      for (const left of fields.bases) {
        const bare = fields.bases.filter((code) => code !== left)
        expect(judge({ ...fields, bases: bare }).outcome, `${bare} without ${left}`).toBe('needs')
      }
    }
  })

  it('the order in which bases are named changes no outcome', () => {
    const draw = drawing(35)
    for (let round = 0; round < ROUNDS / 4; round++) {
      const fields = drawn(draw)
      const turned = judge({ ...fields, bases: [...fields.bases].reverse() })
      expect(turned.outcome).toBe(judge(fields).outcome)
    }
  })
})
