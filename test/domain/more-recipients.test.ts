import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consentOf } from '../../src/domain/consents.ts'
import { type Decision, decide } from '../../src/domain/decide.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'
import { RULE_SETS } from '../../src/domain/wire/agreement.ts'
import type { Directory } from '../../src/domain/wire/directory.ts'
import {
  type AgreementReference,
  CATEGORIES,
  CONSENTS,
  DATA_CLASSES,
  KINDS,
  type ReferralFields,
} from '../../src/domain/wire/referral-fields.ts'
import { directory, lawful, TODAY } from './partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './rules/modern.ts'

const RANK: Readonly<Record<Decision['outcome'], number>> = { allowed: 0, needs: 1, refused: 2 }
const TIMES = {
  'uk-2010': { base: lawful, partnership: directory, day: TODAY },
  'uk-2026': { base: modern, partnership: modernDirectory, day: MODERN_DAY },
}
const SECOND: AgreementReference = { id: 'second-isp', version: 1 }
const AREAS: Readonly<Record<string, string>> = {
  borough: 'Testborough',
  prison: 'Testborough',
  health: 'Far away',
}

/** The partnership with agencies of three areas, two of which have an agreement. */
function ofAreas({ agreements, ...rest }: Directory, base: ReferralFields): Directory {
  const under = agreements.filter(
    ({ id, version }) => id === base.agreement.id && version === base.agreement.version,
  )
  const here = under.map((one) => ({
    ...one,
    signatories: one.signatories.map((of) => ({ ...of, area: AREAS[of.agency] ?? of.area })),
  }))
  const second = here.map((one) => ({ ...one, ...SECOND, areas: ['Testborough'] }))
  return { ...rest, agreements: [...agreements.filter((one) => !under.includes(one)), ...here, ...second] }
}

/** What a person could ask for: what is lawful, with some of it otherwise. */
function asked(base: ReferralFields, addresses: readonly string[], bases: readonly string[]) {
  const address = fc.constantFrom(...addresses)
  const usually = <T>(value: T, other: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other })
  return fc.record({
    kind: fc.constantFrom(...KINDS),
    from: usually(base.from, address),
    to: fc.uniqueArray(address, { minLength: 1, maxLength: 4 }),
    dataClass: usually(base.dataClass, fc.constantFrom(...DATA_CLASSES)),
    categories: usually(base.categories, fc.uniqueArray(fc.constantFrom(...CATEGORIES), { maxLength: 3 })),
    bases: fc
      .tuple(
        usually(base.bases, fc.constant<string[]>([])),
        fc.uniqueArray(fc.constantFrom(...bases), { maxLength: 3 }),
      )
      .map(([some, more]) => [...new Set([...some, ...more])]),
    consent: usually(
      base.consent,
      fc.constantFrom(...CONSENTS).map((state) => consentOf(state)),
    ),
    guardian: usually(base.guardian, fc.constant({ consented: '2010-02-26', reference: 'CG/1' })),
    otherAgreements: fc.constantFrom<AgreementReference[][]>([], [SECOND], [{ id: 'no-such', version: 1 }]),
  })
}

describe.each(RULE_SETS)('under %s', (id) => {
  const { base, day, ...time } = TIMES[id]
  const partnership = ofAreas(time.partnership, base)
  const addresses = [...partnership.mailboxes.map(({ address }) => address), 'nobody@testville.gcsx.test']
  const codes = ruleSet(id).bases.map(({ code }) => code)
  const local = { ...partnership, networks: [] }
  const judge = (fields: ReferralFields) => decide(fields, local, day)

  it('one more recipient never turns a refusal into an allowance, nor what is missing into nothing missing', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(asked(base, addresses, codes), fc.constantFrom(...addresses), (change, another) => {
        fc.pre(!change.to.includes(another))
        const fields = { ...base, ...change }
        const before = judge(fields)
        const after = judge({ ...fields, to: [...fields.to, another] })
        seen.add(`${before.outcome}, then ${after.outcome}`)
        expect(RANK[after.outcome]).toBeGreaterThanOrEqual(RANK[before.outcome])
      }),
      { numRuns: 3_000, seed: 18 },
    )
    // Else it would show nothing.
    expect([...seen]).toEqual(
      expect.arrayContaining(['allowed, then allowed', 'allowed, then refused', 'needs, then needs']),
    )
  })

  it('the order of the recipients changes no outcome', () => {
    fc.assert(
      fc.property(asked(base, addresses, codes), (change) => {
        const fields = { ...base, ...change }
        expect(judge({ ...fields, to: [...fields.to].reverse() }).outcome).toBe(judge(fields).outcome)
      }),
      { numRuns: 500, seed: 18 },
    )
  })

  it('whoever is left out was refused, or not, for themselves: alone, each of those who may is allowed', () => {
    fc.assert(
      fc.property(asked(base, addresses, codes), (change) => {
        const fields = { ...base, ...change }
        fc.pre(judge(fields).outcome === 'allowed')
        for (const one of fields.to) expect(judge({ ...fields, to: [one] }).outcome).toBe('allowed')
      }),
      { numRuns: 200, seed: 18 },
    )
  })
})
