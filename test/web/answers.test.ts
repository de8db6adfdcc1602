import { describe, expect, it } from 'vitest'
import { consentOf } from '../../src/domain/consents.ts'
import { findingsBegun } from '../../src/domain/kinds/findings-begun.ts'
import { researchExample } from '../../src/domain/kinds/marac-research-examples.ts'
import { type Reply, reply } from '../../src/domain/kinds/reply.ts'
import type { Draft } from '../../src/domain/wire/drafts.ts'
import { answersOnPage } from '../../src/web/form/answer-rows.ts'
import { filledOf } from '../../src/web/form/filled.ts'
import { formPagesOf } from '../../src/web/form/form-pages.ts'
import { blank, type Typed as FormTyped, typedAt, typedOf, withTyped } from '../../src/web/form/typed.ts'
import { caseFault } from '../../src/web/pages/case/case-fault.ts'
import { inTheWay } from '../../src/web/pages/compose/in-the-way.ts'
import { stepsOf } from '../../src/web/pages/compose/steps.ts'
import { newsWords } from '../../src/web/pages/inbox/news-words.ts'
import { dayTyped, type Typed } from '../../src/web/typed.ts'
import type { Judged } from '../../src/web/worker/compose/judge.ts'
import { compositionOf } from '../../src/web/worker/compose/reopened.ts'
import { type Composition, formOf, requestOf } from '../../src/web/worker/compose/request.ts'

describe('a day that is typed in three fields', () => {
  const typed = (day: string, month: string, year: string): Typed => ({
    due: [day],
    'due-month': [month],
    'due-year': [year],
  })
  it.each([
    ['27', '3', '2010', '2010-03-27'],
    ['', '', '', null],
    ['31', '2', '2010', undefined],
    ['1', '', '2010', undefined],
    ['1', '3', '10', undefined],
    ['x', '3', '2010', undefined],
  ])('%s %s %s is %s', (day, month, year, expected) => {
    expect(dayTyped(typed(day, month, year), 'due')).toBe(expected)
  })
})

const THREAD = 'AAAAAAAAAAAAAAAAAAAAAA'
const DELIVERY = '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90'

/** A reply with grounds, as it is opened from a draft. */
const reopened = (data: Reply, returned: string | null) =>
  compositionOf(
    {
      draft: { id: '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e91', version: 1 } as Draft,
      written: new Date(),
      about: {},
      request: {
        from: 'yot@liverpool.test',
        to: ['asb@liverpool.test'],
        kind: 'reply',
        data,
        bases: ['cda-1998-s115'],
        consent: consentOf('given', { on: '2010-03-01' }),
        thread: THREAD,
        inReplyTo: DELIVERY,
      },
    },
    returned,
  )

const REPLY: Reply = {
  outcome: 'answered',
  answer: 'We know them.',
  items: [{ title: 'Lead worker', text: 'On Tuesdays.' }],
  justification: 'You are to visit.',
  contains: { dataClass: 'personal', categories: ['young-person'] },
}

const pagesOf = (composition: Composition) => {
  const group = formOf(composition)
  const form = { group, pages: formPagesOf(group), blank: {} }
  return stepsOf({ composition, form, kind: { attachments: true }, journey: 'whole' })
}

describe('an answer in a browser', () => {
  it('is asked for as its kind is, but for whom it goes to', () => {
    expect(pagesOf(reopened(REPLY, null))).toEqual([
      ...['form-1', 'form-2', 'form-3', 'files', 'law', 'consent', 'handling', 'check'],
    ])
  })

  it('asks no law of what tells of nobody, and keeps to itself what was chosen before', () => {
    const composition = reopened({ ...REPLY, contains: { dataClass: 'none', categories: ['victim'] } }, null)
    expect(pagesOf(composition)).not.toContain('law')
    const { request } = requestOf(composition)
    expect(request).toMatchObject({ bases: [], data: { contains: { dataClass: 'none', categories: [] } } })
    expect(request).not.toHaveProperty('consent')
  })

  it('offers nobody to return by a reply what is returned by a receipt', () => {
    const outcome = formOf({ kind: 'reply', form: null }).parts.find(({ name }) => name === 'outcome')
    expect(JSON.stringify(outcome)).not.toContain('returned-with-advice')
    expect(JSON.stringify(outcome)).toContain('partly-answered')
  })

  it('gives advice with what is returned, whose reason is asked for again when it comes from a draft', () => {
    const data: Reply = { ...REPLY, outcome: 'returned-with-advice' }
    const composition = reopened(data, DELIVERY)
    expect(composition.returning).toEqual({ delivery: DELIVERY, reason: null })
    expect(pagesOf(composition)[0]).toBe('reason')
    expect(formOf(composition).parts.map(({ name }) => name)).not.toContain('canSupplyBy')
    expect(requestOf(composition).request.data).toEqual(data)
    expect(reply.check(requestOf(composition).request.data)).toEqual([])
  })
})

describe('what is in the way of sending an answer', () => {
  const judged = {
    faults: [{ path: '/answer', message: 'is missing' }],
    groundsFaults: [{ step: 'consent' as const, field: 'consent-on', message: 'Enter the day' }],
    decision: null,
    consider: [],
    problem: null,
    readers: [],
    usual: null,
    summary: null,
    higherMarkings: [],
  }
  const fieldsOf = (composition: Composition, of: Partial<Judged>) => {
    const group = formOf(composition)
    const form = { group, pages: formPagesOf(group), blank: {} }
    return inTheWay(
      { composition, form, kind: { attachments: true }, journey: 'whole' },
      { judged: { ...judged, ...of }, problem: null },
      [],
    ).map(({ field }) => field)
  }

  it('leads to where each is changed: why it is returned, the page of the form, the grounds', () => {
    const advice = reopened({ ...REPLY, outcome: 'returned-with-advice' }, DELIVERY)
    expect(fieldsOf(advice, {})).toEqual(['change-reason', 'change-form-1', null])
    expect(fieldsOf(advice, { faults: [], summary: {} as Judged['summary'] })).toEqual([
      'change-reason',
      'change-consent',
    ])
  })

  it('leads to where a rule is met', () => {
    const unmet = [
      { rule: 'L1', statute: 'S', sentence: 'Name one.', step: 'law' as const },
      { rule: 'A9', statute: 'S', sentence: 'To others.', step: 'to' as const },
    ]
    const decision = { outcome: 'needs' as const, unmet }
    // Whom an answer goes to is settled, and has no page.
    expect(fieldsOf(reopened(REPLY, null), { faults: [], groundsFaults: [], decision })).toEqual([
      'change-law',
      null,
    ])
  })
})

describe('the findings of research', () => {
  const form = formOf({ kind: 'marac-research', form: 'findings' })
  const begun = findingsBegun(researchExample)

  it('begin with the case and whom the request names, and with nothing that is to be judged', () => {
    expect(begun).toEqual({
      form: 'findings',
      caseReference: 'SAMPLE-M-0001',
      conference: researchExample.conference,
      people: [
        { name: 'Testina Example', dateOfBirth: '1982-07-14', as: 'victim' },
        { name: 'Placeholder Pat', aliases: ['Patch'], dateOfBirth: '1980-04-01', as: 'offender' },
        { name: 'Dummy Example', dateOfBirth: '2004-11-30', as: 'child-at-risk' },
      ],
    })
    expect(findingsBegun({ ...researchExample, form: 'findings' })).toBeNull()
    expect(findingsBegun(undefined)).toBeNull()
  })

  it('are marked as filled in until somebody changes them, whoever is removed', () => {
    const typed = typedOf(form, begun)
    const filled = filledOf(form, typed, 'request')
    const page = formPagesOf(form).find(({ questions }) => questions.some(({ name }) => name === 'people'))
    const rowsOf = (now: FormTyped) => answersOnPage(page?.questions ?? [], now, filled)
    expect(rowsOf(typed)).toContainEqual({
      key: 'Person 1: Name',
      value: 'Testina Example',
      filled: 'Filled in from the request.',
    })
    const people = typedAt(typed, ['people']) as readonly FormTyped[]
    const without = withTyped(typed, ['people'], people.slice(1))
    expect(rowsOf(without).every((row) => row.filled !== undefined)).toBe(true)
    expect(rowsOf(withTyped(without, ['people', 0, 'name'], 'Somebody Else'))).toContainEqual({
      key: 'Person 1: Name',
      value: 'Somebody Else',
    })
    expect(filledOf(form, blank(form), 'request').values).toEqual({})
  })

  it('can be looked through while a day is half typed', () => {
    const { questions = [] } = formPagesOf(form)[0] ?? {}
    const typed = withTyped(blank(form), ['researchedOn'], '--9')
    expect(answersOnPage(questions, typed)).toEqual([{ key: 'Day of the research', value: '--9' }])
  })
})

describe('what the notes of a case do not allow', () => {
  it('stands at its field, and else by itself', () => {
    const fields = { name: 'The name' }
    expect(
      caseFault({ message: '/people/0/person/name must be shorter. Nothing was kept.' }, fields),
    ).toEqual({
      field: 'name',
      message: 'The name must be shorter. Nothing was kept.',
    })
    const message = 'A case holds 100 people at most.'
    expect(caseFault({ message }, fields)).toEqual({ field: null, message })
  })
})

describe('what is said of an open inbox', () => {
  const counts = (fresh: number, overdue: number) => {
    const of = (count: number) => ({ count, more: false })
    return { new: of(fresh), needed: of(0), overdue: of(overdue), drafts: of(0) }
  }
  it('is what became more, and nothing else', () => {
    expect(newsWords(counts(1, 0), counts(3, 1))).toBe('2 new referrals came in. One more answer is overdue.')
    expect(newsWords(counts(3, 1), counts(1, 1))).toBe('')
  })
})
