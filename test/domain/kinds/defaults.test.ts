import { describe, expect, it } from 'vitest'
import { isBody } from '../../../src/domain/bodies.ts'
import { decide } from '../../../src/domain/decide.ts'
import { kinds } from '../../../src/domain/kinds.ts'
import { ruleSet } from '../../../src/domain/rule-sets.ts'
import { CONSENT, directory, lawful, TODAY } from '../partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from '../rules/modern.ts'

const TIMES = [
  { id: 'uk-2010', day: TODAY, fields: lawful, partnership: directory },
  { id: 'uk-2026', day: MODERN_DAY, fields: modern, partnership: modernDirectory },
] as const

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('what a new %s begins with', (_, kind) => {
  const { marking, bases, purpose, consent, recipients } = kind.defaults

  it.each(TIMES)(
    'may leave under $id, with the bases that are offered',
    ({ id, day, fields, partnership }) => {
      const { dataClass, categories } = kind.classify(kind.example)
      const { scheme } = ruleSet(id).marking
      const first = {
        ...fields,
        marking: marking[scheme],
        bases: [...bases[id]],
        purpose,
        consent: consent ?? CONSENT.notSought,
        dataClass,
        categories,
      }
      expect(decide(first, partnership, day)).toEqual({ outcome: 'allowed' })
    },
  )

  it('names sorts of body that there are', () => {
    expect(recipients.every(isBody)).toBe(true)
  })
})
