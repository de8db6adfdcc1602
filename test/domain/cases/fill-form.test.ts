import { describe, expect, it } from 'vitest'
import { type Filling, fillForm, usualPlaces } from '../../../src/domain/cases/fill-form.ts'
import { peopleIn, placesOf } from '../../../src/domain/cases/places.ts'
import { kindOf, kinds } from '../../../src/domain/kinds.ts'
import type { KindName } from '../../../src/domain/wire/referral-fields.ts'

const pat: Filling = {
  number: 1,
  person: {
    name: 'Placeholder Pat',
    aliases: ['Patch'],
    dateOfBirth: '1994-04-01',
    address: '1 Made-Up Court, Testville',
    contact: '0000',
    safeToContact: 'by day only',
    description: 'tall',
    sensitive: [{ type: 'offences', text: 'invented' }],
  },
  roles: ['suspected-perpetrator', 'young-person'],
}
const WHO = {
  name: 'Placeholder Pat',
  aliases: ['Patch'],
  dateOfBirth: '1994-04-01',
  address: '1 Made-Up Court, Testville',
}

type OneForm = { title: string; kind: KindName; example: unknown; begun: object }

/** Every form there is, with its filled example. */
const forms = kinds.flatMap(({ kind, forms, example }): OneForm[] =>
  forms === null
    ? [{ title: kind, kind, example, begun: {} }]
    : forms.all.map((form) => ({
        title: `${kind}, ${form.name}`,
        kind,
        example: form.example,
        begun: { [forms.field]: form.name },
      })),
)
const naming = forms.filter(({ kind, example }) => peopleIn(kind, example).length > 0)

describe('a form is filled in with people of a case (B5)', () => {
  it('knows which kinds have people in a form', () => {
    const without = kinds.filter(({ kind }) =>
      forms.every((one) => one.kind !== kind || placesOf(kind, one.begun).length === 0),
    )
    expect(without.map(({ kind }) => kind)).toEqual([
      'reply',
      'note',
      'verbal-disclosure',
      'paper-disclosure',
    ])
  })

  it.each(naming)(
    'finds the people of the example, and puts them into an empty form: $title',
    ({ kind, example, begun }) => {
      const named = peopleIn(kind, example)
      const fillable = named.filter(({ place }) => placesOf(kind, begun).some(({ name }) => name === place))
      const { data } = fillForm(
        kind,
        begun,
        fillable.map(({ person, roles, place }, at) => ({ number: at + 1, person, roles, place })),
        ['contact', 'description', 'sensitive'],
      )
      expect(peopleIn(kind, data).map(({ person }) => person)).toEqual(fillable.map(({ person }) => person))
      // Nothing that was filled in is wrong, other than that a place asks more of somebody than a case knows.
      const faults = kindOf(kind)
        .check(data)
        .filter(({ message }) => !message.includes('missing'))
      expect(faults).toEqual([])
    },
  )

  it('takes over who somebody is, and no more unless it is asked for (D4)', () => {
    const begun = fillForm('asb-incident', {}, [pat])
    expect(begun).toEqual({
      data: { suspectedPerpetrators: [WHO] },
      placed: [{ number: 1, place: 'suspectedPerpetrators' }],
    })
    const more = fillForm('asb-incident', {}, [pat], ['contact'])
    expect(more.data).toEqual({
      suspectedPerpetrators: [{ ...WHO, contact: '0000', safeToContact: 'by day only' }],
    })
  })

  it('says who somebody is to a form that asks it of each', () => {
    expect(fillForm('information-request', {}, [pat]).data).toEqual({
      subjects: [{ ...WHO, roles: pat.roles }],
    })
  })

  it('lets the form count, and adds what it does not say', () => {
    const data = {
      informer: { name: 'Sample Sam', wantsAnonymity: true },
      witnesses: [{ name: 'PLACEHOLDER, Pat', address: 'not known' }],
    }
    const sam = {
      number: 2,
      person: { name: 'Sample Sam', dateOfBirth: '1950-01-01' },
      roles: ['informer' as const],
    }
    const filled = fillForm('asb-incident', data, [sam, { ...pat, place: 'witnesses' }])
    expect(filled.data).toEqual({
      informer: { name: 'Sample Sam', wantsAnonymity: true, dateOfBirth: '1950-01-01' },
      witnesses: [{ ...WHO, name: 'PLACEHOLDER, Pat', address: 'not known' }],
    })
  })

  it.each<[string, () => unknown]>([
    [
      'names somebody else already',
      () =>
        fillForm('asb-incident', { informer: { name: 'Somebody Else' } }, [{ ...pat, place: 'informer' }]),
    ],
    ['has no place nowhere', () => fillForm('asb-incident', {}, [{ ...pat, place: 'nowhere' }])],
    ['no place for a person', () => fillForm('reply', {}, [pat])],
    ['say which with the field orderType', () => fillForm('court-order', {}, [pat])],
    ['write --person 1:PLACE', () => fillForm('asb-incident', {}, [{ ...pat, roles: ['other-subject'] }])],
  ])('says what is to be done where it %s', (words, fill) => {
    expect(fill).toThrow(words)
  })
})

describe('where people of a case usually stand in a form', () => {
  const of = (number: number, ...roles: Filling['roles']) => ({ number, roles })

  it('follows from their parts in the case, as long as a place has room', () => {
    const people = [of(1, 'informer'), of(2, 'informer'), of(3, 'victim'), of(4, 'witness'), of(5)]
    expect([...usualPlaces('asb-incident', {}, people)]).toEqual([
      [1, 'informer'],
      [2, null],
      [3, 'victims'],
      [4, 'witnesses'],
      [5, null],
    ])
  })

  it('is the one place of a form that takes anybody, and none where there is none', () => {
    expect(usualPlaces('marac-research', { form: 'request' }, [of(7)]).get(7)).toBe('people')
    expect(usualPlaces('note', {}, [of(7)]).get(7)).toBeNull()
  })

  it('is none for whoever informed, unless the form asks for them', () => {
    const people = [of(7, 'informer'), of(8, 'victim')]
    expect([...usualPlaces('information-request', {}, people)].map(([, place]) => place)).toEqual([
      null,
      expect.any(String),
    ])
    expect(usualPlaces('marac-research', { form: 'request' }, [of(7, 'informer')]).get(7)).toBeNull()
  })
})
