import { describe, expect, it } from 'vitest'
import { comparedName, maybeSame } from '../../../src/domain/cases/same-person.ts'

describe('whether two descriptions may be of one person (Q12)', () => {
  it.each([
    ['Placeholder Pat', 'PAT, Placeholder'],
    ['Zoë O’Dummy', "zoe o'dummy"],
    ['Anne-Marie  Sample', 'Sample Annemarie'],
    ['ＰＡＴ Placeholder', 'pat placeholder'],
  ])('compares %s with %s as one name', (one, other) => {
    expect(comparedName(one)).toBe(comparedName(other))
    expect(maybeSame({ name: one }, { name: other })).toEqual({ reasons: ['name'], contradicted: false })
  })

  it('matches a name with another name, and other names with each other', () => {
    const known = { name: 'Placeholder Pat', aliases: ['Patch', 'The Cat'] }
    expect(maybeSame({ name: 'patch' }, known)?.reasons).toEqual(['alias'])
    expect(maybeSame({ name: 'Somebody Else', aliases: ['the cat'] }, known)?.reasons).toEqual(['alias'])
    expect(maybeSame({ name: 'Somebody Else', aliases: ['Placeholder Pat'] }, known)?.reasons).toEqual([
      'alias',
    ])
  })

  it('counts a date of birth that agrees, and says of one that differs', () => {
    const known = { name: 'Placeholder Pat', dateOfBirth: '1994-04-01' }
    expect(maybeSame(known, known)).toEqual({ reasons: ['name', 'date-of-birth'], contradicted: false })
    expect(maybeSame({ ...known, dateOfBirth: '1971-04-01' }, known)).toEqual({
      reasons: ['name'],
      contradicted: true,
    })
  })

  it('takes a date of birth alone only where no name is asked for', () => {
    const known = { name: 'Placeholder Pat', dateOfBirth: '1994-04-01' }
    expect(maybeSame({ dateOfBirth: '1994-04-01' }, known)?.reasons).toEqual(['date-of-birth'])
    expect(maybeSame({ name: 'Dummy Drew', dateOfBirth: '1994-04-01' }, known)).toBeNull()
    expect(maybeSame({}, known)).toBeNull()
  })

  it.each(['-', 'Name not known', 'UNKNOWN'])('takes nothing for a name that is none: %s', (none) => {
    expect(maybeSame({ name: none }, { name: none })).toBeNull()
  })
})
