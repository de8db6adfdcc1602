import { describe, expect, it } from 'vitest'
import { decliningRules } from '../../../src/domain/rules/declining.ts'
import { DATA_CLASSES } from '../../../src/domain/wire/referral-fields.ts'

describe('declining what was sent (L14)', () => {
  it.each(DATA_CLASSES)(
    'L14: for want of a legal basis is right of what is %s only where it needs one',
    (dataClass) => {
      const needsOne = ['personal', 'sensitive-personal'].includes(dataClass)
      expect(decliningRules('no-legal-basis', dataClass)).toEqual(
        needsOne
          ? []
          : [
              {
                rule: 'L14',
                statute: 'Information sharing for community safety, guidance of March 2010, section 4.3.1',
                sentence:
                  'It identifies nobody, and sharing depersonalised information needs no legal basis: there is none for not sharing it either. Give another reason, such as no-capacity or nothing-to-add, or say in a reply what you are uncertain of.',
              },
            ],
      )
      expect(decliningRules('no-capacity', dataClass)).toEqual([])
      expect(decliningRules(null, dataClass)).toEqual([])
    },
  )
})
