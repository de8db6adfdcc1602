import { describe, expect, it } from 'vitest'
import { reply } from '../../src/domain/kinds/reply.ts'
import { missingOn, placedFaults, stepsOf, writtenOf } from '../../src/web/pages/answering/written.ts'
import { caseFault } from '../../src/web/pages/case/case-fault.ts'
import { newsWords } from '../../src/web/pages/inbox/news-words.ts'
import { dayTyped, type Typed } from '../../src/web/typed.ts'
import type { Beginning } from '../../src/web/worker/answering.ts'

const begun = { id: '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90', marking: 'RESTRICTED' } as Beginning

const PERSONAL: Typed = {
  outcome: ['partly-answered'],
  answer: [' We know them. '],
  reason: [''],
  canSupplyBy: ['26'],
  'canSupplyBy-month': ['2'],
  'canSupplyBy-year': ['2027'],
  dataClass: ['personal'],
  categories: ['young-person'],
  justification: ['You are to visit.'],
  bases: ['cda-1998-s115'],
  otherBases: ['dpa-1998-sch2-6'],
  consent: ['given'],
  consentOn: ['1'],
  'consentOn-month': ['3'],
  'consentOn-year': ['2010'],
  consentWritten: ['yes'],
}

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

describe('an answer in a browser', () => {
  it('asks no law of what says nothing, and none of what tells of nobody', () => {
    expect(stepsOf('decline', {})).toEqual(['answer', 'check', 'done'])
    expect(stepsOf('return', {})).toEqual(['answer', 'check', 'done'])
    expect(stepsOf('return', { answer: ['Ask Sefton.'], dataClass: ['none'] })).not.toContain('grounds')
    expect(stepsOf('reply', PERSONAL)).toEqual(['answer', 'people', 'grounds', 'check', 'done'])
  })

  it('is a valid form of its kind, with the grounds that were named', () => {
    const written = writtenOf('reply', PERSONAL, begun)
    expect(reply.check(written.data)).toEqual([])
    expect(written).toMatchObject({
      kind: 'reply',
      data: { answer: 'We know them.', canSupplyBy: '2027-02-26' },
      bases: ['cda-1998-s115', 'dpa-1998-sch2-6'],
      consent: { state: 'given', on: '2010-03-01', written: true },
      guardian: null,
      marking: 'RESTRICTED',
    })
  })

  it('keeps to itself what was chosen before it turned out to tell of nobody', () => {
    const written = writtenOf('reply', { ...PERSONAL, dataClass: ['none'] }, begun)
    expect(written).toMatchObject({
      data: { contains: { dataClass: 'none', categories: [] } },
      bases: [],
      consent: null,
    })
  })

  it('has each fault at the field that asks for it, in the words of the check', () => {
    const { data } = writtenOf('reply', { ...PERSONAL, outcome: ['cannot-share'] }, begun)
    expect(placedFaults(reply.check(data))).toEqual([
      {
        step: 'answer',
        error: {
          field: 'reason',
          message: expect.stringMatching(/^Why something is not shared must say why/),
        },
      },
      {
        step: 'answer',
        error: { field: 'canSupplyBy', message: expect.stringContaining('must be left out') },
      },
    ])
  })

  it('says what is missing of consent and of the Guardian', () => {
    const fields = (typed: Typed) => missingOn('grounds', 'reply', typed).map(({ field }) => field)
    expect(fields({})).toEqual(['consent'])
    expect(fields({ consent: ['refused'] })).toEqual(['consentOn'])
    expect(fields({ consent: ['not-sought'] })).toEqual(['notAsked'])
    expect(fields({ consent: ['not-needed'], guardianReference: ['CG/2010/31'] })).toEqual(['guardianOn'])
    expect(fields(PERSONAL)).toEqual([])
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
