import { expect, it } from 'vitest'
import type { ReferralGrounds } from '../../../src/cli/send.ts'
import { groundsKept, sameGrounds } from '../../../src/cli/watch/grounds.ts'
import { consentOf } from '../../../src/domain/consents.ts'

const kept = (grounds: ReferralGrounds) => groundsKept({ grounds, respondByDays: null })
const guardian = { consented: '2010-02-26', reference: 'CG/2010/31' }

it('is told otherwise where another consent of the Caldicott Guardian is named, and not by the order of its fields', () => {
  const { consented, reference } = guardian
  expect(sameGrounds(kept({ guardian }), kept({ guardian: { reference, consented } }))).toBe(true)
  expect(sameGrounds(kept({}), kept({ guardian: null }))).toBe(true)
  expect(sameGrounds(kept({}), kept({ guardian }))).toBe(false)
  expect(sameGrounds(kept({ guardian }), kept({ guardian: { ...guardian, reference: 'CG/2010/32' } }))).toBe(
    false,
  )
  expect(sameGrounds(kept({ guardian }), kept({ guardian: { ...guardian, consented: '2010-02-27' } }))).toBe(
    false,
  )
})

it('are not the same where the consent of some is another (L11)', () => {
  const victim = (state: 'given' | 'refused') => [{ who: 'victim' as const, consent: consentOf(state) }]
  expect(
    sameGrounds(kept({ otherConsents: victim('given') }), kept({ otherConsents: victim('given') })),
  ).toBe(true)
  expect(
    sameGrounds(kept({ otherConsents: victim('given') }), kept({ otherConsents: victim('refused') })),
  ).toBe(false)
  expect(sameGrounds(kept({}), kept({ otherConsents: victim('given') }))).toBe(false)
})
