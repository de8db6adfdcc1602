import { describe, expect, it } from 'vitest'
import { consentOf } from '../../src/domain/consents.ts'
import { kinds } from '../../src/domain/kinds.ts'
import type { Draft } from '../../src/domain/wire/drafts.ts'
import { answersOnPage } from '../../src/web/form/answer-rows.ts'
import { wrongIn } from '../../src/web/form/fault-words.ts'
import { formPagesOf } from '../../src/web/form/form-pages.ts'
import { type Question, questionsOf } from '../../src/web/form/questions.ts'
import { blank, dataOf, type Typed, typedAt, typedOf, withTyped } from '../../src/web/form/typed.ts'
import { added } from '../../src/web/pages/compose/added-files.ts'
import { dayInWords, valueInWords } from '../../src/web/words.ts'
import { compositionOf } from '../../src/web/worker/compose/reopened.ts'
import { requestOf } from '../../src/web/worker/compose/request.ts'
import { whereMet } from '../../src/web/worker/compose/where-met.ts'

/** Every form of every kind, with its filled example. */
const FORMS = kinds.flatMap((kind) =>
  (kind.forms?.all ?? [{ name: '', schema: kind.schema, example: kind.example }]).map(
    ({ name, schema, example }) => ({
      kind,
      called: `${kind.kind} ${name}`.trim(),
      form: questionsOf(schema),
      example,
    }),
  ),
)

/** Types everything anew, leaf by leaf, as the pages do: each list gets an entry more, and its fields are filled in. */
function retyped(question: Question, wanted: Typed, path: (string | number)[] = [], typed?: Typed): Typed {
  let now = typed ?? blank(question)
  if (question.is === 'group') {
    for (const part of question.parts) now = retypedAt(now, part, wanted, [...path, part.name])
  }
  return now
}

function retypedAt(now: Typed, part: Question, wanted: Typed, path: (string | number)[]): Typed {
  const answer = typedAt(wanted, path)
  if (answer === undefined) return now
  if (part.is === 'leaf' || part.is === 'fixed') return withTyped(now, path, answer)
  if (part.is === 'group')
    return part.parts.reduce((all, one) => retypedAt(all, one, wanted, [...path, one.name]), now)
  const entries = answer as readonly Typed[]
  return entries.reduce<Typed>(
    (all, _entry, place) => {
      const begun = withTyped(
        all,
        path,
        entries
          .slice(0, place + 1)
          .map((_one, at) => (at < place ? (typedAt(all, [...path, at]) as Typed) : blank(part.entry))),
      )
      return retypedAt(begun, part.entry, wanted, [...path, place])
    },
    withTyped(now, path, []),
  )
}

/** To name no entry and to leave a list out is the same; the examples have both. */
const withoutEmpty = (data: unknown): unknown =>
  JSON.parse(
    JSON.stringify(data, (_name, value) => (Array.isArray(value) && value.length === 0 ? undefined : value)),
  )

const leaves = (question: Question): Question[] =>
  question.is === 'group'
    ? question.parts.flatMap(leaves)
    : question.is === 'list'
      ? leaves(question.entry)
      : [question]

describe('the forms of the kinds, as pages ask for them', () => {
  it.each(FORMS)('what was typed for the example of $called is its data', ({ kind, form, example }) => {
    const typed = retyped(form, typedOf(form, example))
    expect(withoutEmpty(dataOf(form, typed))).toEqual(withoutEmpty(example))
    expect(kind.check(dataOf(form, typed))).toEqual([])
  })

  it.each(FORMS)('every question of $called stands on one page, in words', ({ form }) => {
    const pages = formPagesOf(form)
    expect(pages.flatMap(({ questions }) => questions.map(({ name }) => name))).toEqual(
      form.parts.filter(({ is }) => is !== 'fixed').map(({ name }) => name),
    )
    for (const { title, questions } of pages) {
      expect(title).toMatch(/^[A-Z]/)
      expect(title).not.toMatch(/undefined|[a-z][A-Z]/)
      for (const { label } of questions.flatMap(leaves))
        expect(label === '' ? 'An entry' : label).toMatch(/^[A-Z][^A-Z]/)
    }
  })

  it.each(FORMS)(
    'of an empty $called the kind says what is missing, and nothing is made up',
    ({ kind, form }) => {
      const faults = kind.check(dataOf(form, blank(form)))
      expect(faults.length).toBeGreaterThan(0)
      for (const { path } of faults) expect(path).toMatch(/^\//)
    },
  )

  it('leaves out what is left empty, and keeps what is wrong as it was typed', () => {
    const incident = FORMS.find(({ called }) => called === 'asb-incident')
    if (!incident) throw new Error('no form')
    const { form, example } = incident
    let typed = typedOf(form, example)
    typed = withTyped(typed, ['incident', 'from', 'date'], '2010-2-30')
    typed = withTyped(typed, ['incident', 'from', 'time'], '9.30')
    typed = withTyped(typed, ['incident', 'to', 'date'], '--')
    typed = withTyped(typed, ['incident', 'to', 'time'], '')
    typed = withTyped(typed, ['caveats'], '  ')
    typed = withTyped(typed, ['informer', 'aliases'], ' One \n\n Two ')
    const data = dataOf(form, typed) as { incident: object; informer: object }
    expect(data.incident).toMatchObject({ from: { date: '2010-02-30', time: '09:30' } })
    expect(data.incident).not.toHaveProperty('to')
    expect(data).not.toHaveProperty('caveats')
    expect(data.informer).toMatchObject({ aliases: ['One', 'Two'] })
    expect(incident.kind.check(data).map(({ path }) => path)).toEqual(['/incident/from/date'])
  })
})

describe('what is wrong in a form', () => {
  const incident = FORMS.find(({ called }) => called === 'asb-incident')
  if (!incident) throw new Error('no form')
  const { form, kind } = incident
  const [place, people] = [formPagesOf(form)[0], formPagesOf(form)[2]]

  it('is told at its field, in the order of the page, and of which entry it is', () => {
    const typed = withTyped(
      blank(form),
      ['suspectedPerpetrators'],
      [
        withTyped(blank(listOf(form).entry), ['name'], 'Placeholder Pat'),
        withTyped(blank(listOf(form).entry), ['dateOfBirth'], '1994-13-1'),
      ],
    )
    const faults = kind.check(dataOf(form, typed))
    expect(wrongIn(people?.questions ?? [], faults)).toEqual([
      { field: '/suspectedPerpetrators/1/name', message: 'Enter the name (suspected perpetrator 2)' },
      {
        field: '/suspectedPerpetrators/1/dateOfBirth',
        message: 'Date of birth (suspected perpetrator 2) must be a real date, such as 27 3 2010',
      },
    ])
    expect(wrongIn(place?.questions ?? [], faults).map(({ message }) => message)).toEqual([
      'Select the sorts of behaviour (what sort of behaviour it is)',
      'Enter the details (what sort of behaviour it is)',
      'Enter the date (when it began)',
      'Enter the place',
    ])
  })

  it('is told of a list that must not be empty', () => {
    const faults = kind.check(dataOf(form, withTyped(blank(form), ['suspectedPerpetrators'], [])))
    expect(wrongIn(people?.questions ?? [], faults)).toEqual([
      { field: '/suspectedPerpetrators-group', message: 'Add at least one suspected perpetrator' },
    ])
  })

  it('is no answer to be looked through: what was typed is, by its names', () => {
    const typed = typedOf(form, incident.example)
    expect(answersOnPage(place?.questions ?? [], typed)).toContainEqual({
      key: 'What sort of behaviour it is: Sorts of behaviour',
      value: 'Rowdy behaviour; Harassment or intimidation',
    })
    expect(answersOnPage(people?.questions ?? [], typed)).toEqual(
      expect.arrayContaining([
        { key: 'Suspected perpetrator 1: Date of birth', value: '1 April 1994' },
        { key: 'Suspected perpetrator 2: Is this person under 18?', value: 'Yes' },
      ]),
    )
  })
})

const listOf = (form: Question): Extract<Question, { is: 'list' }> => {
  const found =
    form.is === 'group' ? form.parts.find(({ name }) => name === 'suspectedPerpetrators') : undefined
  if (found?.is !== 'list') throw new Error('no list')
  return found
}

describe('a draft', () => {
  it.each(FORMS)('of $called is gone on with as it was left, and asks for the same', ({ kind, example }) => {
    const request = {
      id: '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90',
      from: 'asb.team@liverpool.gcsx.gov.test',
      to: ['yot@liverpool.gcsx.gov.test'],
      kind: kind.kind,
      data: example,
      bases: ['cda-1998-s17a'],
      prescribed: { descriptions: ['police-crimes' as const], period: '2010-01-01' },
      purpose: 'intelligence' as const,
      consent: consentOf('not-sought', { why: 'risk', told: false }),
      otherConsents: [
        {
          who: 'victim' as const,
          consent: consentOf('given', { on: '2010-03-01', written: true, reviewBy: '2011-03-01' }),
        },
      ],
      guardian: { consented: '2010-03-02', reference: 'CG/2010/31' },
      marking: { scheme: 'GPMS' as const, level: 'PROTECT', descriptors: ['PERSONAL'] },
      urgency: 'urgent' as const,
      respondBy: null,
      destroyAfter: '2012-03-01',
      onward: 'none' as const,
      thread: 'AAAAAAAAAAAAAAAAAAAAAA',
    }
    const draft = { id: '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e91', version: 3 } as Draft
    const composition = compositionOf({ draft, request, written: new Date(), about: {} }, null)
    const { request: again, faults } = requestOf(composition)
    expect(faults).toEqual([])
    expect({ ...again, data: withoutEmpty(again.data) }).toEqual({ ...request, data: withoutEmpty(example) })
    expect(composition.draft).toEqual({ id: draft.id, version: 3 })
  })

  it('tells which days are none', () => {
    const draft = { id: 'x', version: 1 } as Draft
    const begun = { from: 'a@b.test', to: [], kind: 'note' as const, data: {} }
    const composition = compositionOf({ draft, written: new Date(), request: begun, about: {} }, null)
    const { faults, request } = requestOf({
      ...composition,
      grounds: {
        ...composition.grounds,
        respondBy: { choice: 'other', day: '2010-2-30' },
        destroyAfter: { choice: 'other', day: '' },
        guardian: { consented: '2010-1-1', reference: 'Dr Name' },
      },
    })
    expect(faults.map(({ step, field }) => `${step} ${field}`)).toEqual([
      'consent guardian-reference',
      'handling respond-by-day',
      'handling destroy-after-day',
    ])
    expect(request).not.toHaveProperty('respondBy')
    expect(request).not.toHaveProperty('destroyAfter')
  })
})

describe('files', () => {
  const file = (name: string, size: number) => new File([new Uint8Array(size)], name)

  it('are taken up to the limit, each name once, and none that is empty', () => {
    const { kept, wrong } = added(
      [file('a.txt', 40)],
      [file('b.txt', 40), file('a.txt', 1), file('empty.txt', 0), file('c.txt', 40), file('d.txt', 20)],
      100,
    )
    expect(kept.map(({ name }) => name)).toEqual(['a.txt', 'b.txt', 'd.txt'])
    expect(wrong).toEqual([
      expect.stringContaining('A file called a.txt is attached already'),
      'empty.txt is empty',
      'c.txt (40 bytes) is too large: all files together may be 100 bytes at most',
    ])
  })
})

describe('the page on which a rule is met', () => {
  it.each([
    ['L1', 'law'],
    ['D3', 'law'],
    ['D7', 'handling'],
    ['L11', 'consent'],
    ['BP6', 'consent'],
    ['U8', 'consent'],
    ['A9', 'to'],
    ['F18', 'to'],
    ['M6', 'handling'],
    ['M4', 'form'],
    ['Z1', null],
  ])('of %s is %s', (rule, step) => expect(whereMet(rule)).toBe(step))
})

describe('a field of a referral as a page shows it', () => {
  it('has no day where none is known yet, and the page stands', () => {
    expect(dayInWords('')).toBe('')
    expect(dayInWords('2010-03-03')).toBe('3 March 2010')
  })

  it('has its days and times in the form of the style guide, wherever they stand in it', () => {
    expect(valueInWords('2010-03-03')).toBe('3 March 2010')
    expect(valueInWords('2010-03-03 at 21:05')).toBe('3 March 2010 at 9:05pm')
    expect(valueInWords('2009-09-01 to 2010-02-28')).toBe('1 September 2009 to 28 February 2010')
  })

  it('leaves what only looks like a day as it is', () => {
    for (const other of ['2010-13-45', 'ASB/2010-03-03', '2010-03-03-7', '12010-03-03'])
      expect(valueInWords(other)).toBe(other)
  })
})
