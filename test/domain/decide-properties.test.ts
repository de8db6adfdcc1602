import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consentOf } from '../../src/domain/consents.ts'
import { addDays } from '../../src/domain/day.ts'
import { type Answered, decide, RULES, unmetIn } from '../../src/domain/decide.ts'
import { LEVELS } from '../../src/domain/marking.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'
import type { Case, Finding, Reason } from '../../src/domain/rules/case.ts'
import { RULE_SETS } from '../../src/domain/wire/agreement.ts'
import {
  CATEGORIES,
  CONSENTS,
  DATA_CLASSES,
  DESCRIPTIONS,
  type Marking,
  NOT_ASKED,
  PURPOSES,
  REPLY_OUTCOMES,
  type ReferralFields,
  WITHHELD_REASONS,
} from '../../src/domain/wire/referral-fields.ts'
import { directory, lawful, TODAY } from './partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './rules/modern.ts'

const TIMES = {
  'uk-2010': { base: lawful, partnership: directory, day: TODAY },
  'uk-2026': { base: modern, partnership: modernDirectory, day: MODERN_DAY },
}

const said = ({ rule, sentence }: Reason) => `${rule} ${sentence}`

const SEED = 2010
const RUNS = { numRuns: 1_500, seed: SEED }

describe.each(RULE_SETS)('of any referral under %s', (id) => {
  const { base, partnership, day } = TIMES[id]
  const addresses = partnership.mailboxes.map(({ address }) => address)
  const codes = ruleSet(id).bases.map(({ code }) => code)
  const near = fc.integer({ min: -400, max: 800 }).map((days) => addDays(day, days))
  const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

  /** One half of what a person would choose, and one half of anything. */
  const mostly = <T>(usual: T, any: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.oneof(fc.constant(usual), any)

  /** One in six of anything: what seldom fits the rest. */
  const seldom = <T>(usual: T, any: fc.Arbitrary<T>): fc.Arbitrary<T> =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: any })

  const marking: fc.Arbitrary<Marking> = fc.constantFrom('GPMS' as const, 'GSC' as const).chain((scheme) =>
    fc.record({
      scheme: fc.constant(scheme),
      level: fc.constantFrom(...LEVELS[scheme], 'VERY SECRET'),
      descriptors: fc.uniqueArray(fc.constantFrom('PERSONAL', 'MEDICAL', 'PERSONAL DATA', 'ODD'), {
        maxLength: 2,
      }),
    }),
  )
  const consent = fc
    .record({
      state: fc.constantFrom(...CONSENTS),
      on: orNull(near),
      why: orNull(fc.constantFrom(...NOT_ASKED)),
      written: orNull(fc.boolean()),
      reviewBy: orNull(near),
    })
    .map(({ state, ...more }) => consentOf(state, more))
  const fields: fc.Arbitrary<ReferralFields> = fc
    .record({
      from: mostly(base.from, fc.constantFrom(...addresses, 'nobody@testville.gcsx.test')),
      to: mostly(
        base.to,
        fc.uniqueArray(fc.constantFrom(...addresses, 'no.one@pnn.test'), { minLength: 1, maxLength: 4 }),
      ),
      marking: mostly(base.marking, marking),
      purpose: fc.constantFrom(...PURPOSES),
      dataClass: mostly(base.dataClass, fc.constantFrom(...DATA_CLASSES)),
      categories: mostly(base.categories, fc.uniqueArray(fc.constantFrom(...CATEGORIES), { maxLength: 4 })),
      bases: mostly(
        base.bases,
        fc.uniqueArray(fc.constantFrom(...codes, 'magna-carta-39'), { maxLength: 7 }),
      ),
      prescribed: seldom(
        base.prescribed,
        fc.record({
          descriptions: fc.uniqueArray(fc.constantFrom(...DESCRIPTIONS), { minLength: 1, maxLength: 3 }),
          period: fc.oneof(fc.constantFrom('2009-10-01', '2025-10-01', '2007-07-01'), near),
        }),
      ),
      consent: mostly(base.consent, consent),
      otherConsents: seldom(
        base.otherConsents,
        fc.array(fc.record({ who: fc.constantFrom(...CATEGORIES), consent }), { maxLength: 3 }),
      ),
      respondBy: orNull(near),
      destroyAfter: mostly(base.handling.destroyAfter, near),
      kind: seldom('asb-incident', fc.constantFrom('information-request' as const, 'reply' as const)),
      reply: seldom(
        base.reply,
        fc.record({
          outcome: fc.constantFrom(...REPLY_OUTCOMES),
          reason: orNull(fc.constantFrom(...WITHHELD_REASONS)),
        }),
      ),
      agreement: fc.oneof(
        { weight: 6, arbitrary: fc.constant(base.agreement) },
        { weight: 1, arbitrary: fc.constant({ id: 'testville-isp', version: 1 }) },
        { weight: 1, arbitrary: fc.constant({ id: 'imagined-isp', version: 1 }) },
      ),
    })
    .map(({ respondBy, destroyAfter, ...rest }) => ({
      ...base,
      ...rest,
      handling: { ...base.handling, respondBy, destroyAfter },
    }))
  const answers: fc.Arbitrary<Answered | null> = orNull(
    fc.record({ marking: orNull(marking), dataClass: orNull(fc.constantFrom(...DATA_CLASSES)) }),
  )

  /** The circumstances as each rule is given them, of a referral whose mailboxes and agreement there are. */
  const caseOf = (of: ReferralFields, source: Answered | null): Case | undefined => {
    const agreement = partnership.agreements.find(
      ({ id: name, version, from, until }) =>
        name === of.agreement.id && version === of.agreement.version && from <= day && day <= until,
    )
    const partyOf = (address: string) => {
      const mailbox = partnership.mailboxes.find((one) => one.address === address)
      return (
        mailbox && {
          mailbox,
          agency: partnership.agencies.find((one) => one.id === mailbox.agency),
          standing: agreement?.signatories.find((one) => one.agency === mailbox.agency),
          unlisted: false,
        }
      )
    }
    const sender = partyOf(of.from)
    const recipients = of.to.map(partyOf).filter((party) => party !== undefined)
    if (!agreement || !sender || recipients.length < of.to.length) return undefined
    return {
      ...{ fields: of, directory: partnership, day, answers: source },
      ...{ agreement, rules: ruleSet(agreement.ruleSet), sender, recipients },
    }
  }
  const alone = (that: Case): Finding[] => RULES.flatMap((rule) => rule(that))

  it('the explanation is what each rule finds alone, no more and no less, and is allowed where none finds anything', () => {
    const seen = { allowed: 0, needs: 0, refused: 0 }
    fc.assert(
      fc.property(fields, answers, (of, source) => {
        const that = caseOf(of, source)
        if (!that) return
        const decision = decide(of, partnership, day, source)
        const found = alone(that)
        seen[decision.outcome]++
        expect(new Set(unmetIn(decision).map(said))).toEqual(new Set(found.map(({ reason }) => said(reason))))
        const refusing = found.some(({ outcome }) => outcome === 'refused')
        expect(decision.outcome).toBe(refusing ? 'refused' : found.length > 0 ? 'needs' : 'allowed')
      }),
      RUNS,
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
  })

  it('nothing is allowed that a single rule refuses, or that lacks what a single rule needs', () => {
    fc.assert(
      fc.property(fields, answers, fc.nat({ max: RULES.length - 1 }), (of, source, which) => {
        const that = caseOf(of, source)
        const finds = that === undefined ? [] : (RULES[which]?.(that) ?? [])
        const { outcome } = decide(of, partnership, day, source)
        if (finds.some((finding) => finding.outcome === 'refused')) expect(outcome).toBe('refused')
        if (finds.length > 0) expect(outcome).not.toBe('allowed')
      }),
      RUNS,
    )
  })

  it('nothing is said twice, and every reason has a rule, a law and a sentence', () => {
    fc.assert(
      fc.property(fields, answers, (of, source) => {
        const reasons = unmetIn(decide(of, partnership, day, source))
        expect(new Set(reasons.map(said)).size).toBe(reasons.length)
        for (const { rule, statute, sentence } of reasons) {
          expect(rule).toMatch(/^[A-Z]{1,2}\d{1,2}$/)
          expect(statute).not.toBe('')
          expect(sentence).toMatch(/^\S.*\.$/s)
        }
      }),
      RUNS,
    )
  })

  it('what is wrong with it is still said when a recipient or the agreement is wrong as well', () => {
    const lasting = ['PR3', 'D7', 'F10', 'M5', 'M4', 'M11', 'L14']
    const other = { agreement: { id: 'imagined-isp', version: 9 } }
    fc.assert(
      fc.property(fields, answers, (of, source) => {
        const rulesOf = (change: Partial<ReferralFields>) =>
          unmetIn(decide({ ...of, ...change }, partnership, day, source)).map(({ rule }) => rule)
        const before = rulesOf({})
        const without = rulesOf(other)
        expect(without).toEqual(expect.arrayContaining(before.filter((rule) => lasting.includes(rule))))
        const astray = rulesOf({ to: [...of.to, 'stranger@nowhere.test'] })
        expect(astray).toEqual(expect.arrayContaining([...before, 'A9']))
      }),
      RUNS,
    )
  })

  it('another recipient turns no refusal into an allowance, and hides none of its reasons', () => {
    fc.assert(
      fc.property(fields, fc.constantFrom(...addresses), (of, more) => {
        const before = decide(of, partnership, day)
        const after = decide({ ...of, to: [...new Set([...of.to, more])] }, partnership, day)
        if (before.outcome !== 'allowed') expect(after.outcome).not.toBe('allowed')
        if (before.outcome === 'refused') {
          expect(after.outcome).toBe('refused')
          expect(unmetIn(after)).toEqual(expect.arrayContaining(unmetIn(before)))
        }
      }),
      RUNS,
    )
  })
})
