import { describe, expect, it } from 'vitest'
import { paperDisclosureExample } from '../../../src/domain/kinds/paper-disclosure.ts'
import { verbalDisclosureExample } from '../../../src/domain/kinds/verbal-disclosure.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { ruleSet } from '../../../src/domain/rule-sets.ts'
import { expectFault, rendered, type Wrong } from './wrong.ts'

const RECORDS = [
  ['verbal-disclosure', verbalDisclosureExample],
  ['paper-disclosure', paperDisclosureExample],
] as const

describe.each(RECORDS)('a record of a %s', (name, example) => {
  const kind = kindOf(name)

  it.each<Wrong>([
    ['no day', { at: { time: '16:20' } }, '/at/date', 'is missing'],
    [
      'nobody who had it',
      { receiver: { position: 'Duty officer', agency: 'Police' } },
      '/receiver/name',
      'is missing',
    ],
    ['nothing of what it was', { summary: '' }, '/summary', 'must not be empty'],
    [
      'all of it once more',
      { summary: 'x'.repeat(2001) },
      '/summary',
      'must be text of at most 2000 characters, without control characters',
    ],
    ['no reason', { justification: '' }, '/justification', 'must not be empty'],
    [
      'a class that there is not',
      { contains: { dataClass: 'secret', categories: [] } },
      '/contains/dataClass',
      'must be one of none, depersonalised, personal, sensitive-personal',
    ],
  ])('is not taken with %s', (...row) => {
    expectFault(name, example, row)
  })

  it.each([
    [
      'the day before',
      '2010-02-25',
      [{ path: '/at/date', message: 'is still to come: record a disclosure once it has been made' }],
    ],
    ['the same day', '2010-02-26', []],
  ])('is not made before the disclosure is: on %s', (_, day, faults) => {
    for (const id of ['uk-2010', 'uk-2026'] as const) {
      expect(kind.lawFaults(example, { rules: ruleSet(id), day })).toEqual(faults)
    }
  })

  it('has the class of all that was disclosed, as its writer says, and never a lower one than the people make it', () => {
    const contains = (dataClass: string, categories: string[]) =>
      kind.classify({ ...example, contains: { dataClass, categories } })
    expect(contains('none', [])).toEqual({ dataClass: 'none', categories: [] })
    expect(contains('none', ['other-subject']).dataClass).toBe('personal')
    expect(contains('personal', ['victim']).dataClass).toBe('sensitive-personal')
  })

  it('carries nothing, and asks its reader to say so if it is wrong', () => {
    expect(kind.attachmentsAllowed).toBe(false)
    expect(rendered(name, example)).toMatch(
      /\nWHAT IS ASKED OF YOU\n {2}\| Keep this as the record of what you/,
    )
    expect(rendered(name, example).replaceAll(/\s+(?:\| )?/g, ' ')).toContain('say so at once.')
  })

  it('says who disclosed it to whom, when', () => {
    const text = rendered(name, example)
    expect(text).toMatch(/\n {2}When: {14}2010-02-26 at \d\d:\d\d\n/)
    expect(text).toContain('\n  By:                Sample Worker, Case worker\n')
    expect(text).toContain('\n  To:                Dummy Officer, ')
  })
})

describe('what was told', () => {
  it('is recorded with how its listener was known', () => {
    const unchecked = { ...verbalDisclosureExample, identity: 'not-checked' }
    expect(rendered('verbal-disclosure', unchecked)).toContain('Identity:          NOT CHECKED\n')
  })

  it.each<Wrong>([
    [
      'means that there are not',
      { means: 'post' },
      '/means',
      'must be one of in-person, meeting, telephone, video, radio',
    ],
    [
      'a listener who was believed',
      { identity: 'trusted' },
      '/identity',
      'must be one of known, shown, called-back, not-checked',
    ],
    ['papers', { documents: [] }, '/documents', 'is not a field of this form'],
  ])('is not taken with %s', (...row) => {
    expectFault('verbal-disclosure', verbalDisclosureExample, row)
  })
})

describe('what was handed over', () => {
  it.each<Wrong>([
    [
      'means that there are not',
      { means: 'telephone' },
      '/means',
      'must be one of by-hand, meeting, post, courier, fax',
    ],
    ['no paper', { documents: [] }, '/documents', 'must have at least one entry'],
    [
      'a paper of no pages',
      { documents: [{ title: 'Diary', pages: 0 }] },
      '/documents/0/pages',
      'must be a number of pages, 1 or more',
    ],
    [
      'papers that came back before they went',
      { returnBy: '2010-02-25' },
      '/returnBy',
      'must not be before the papers were handed over',
    ],
  ])('is not taken with %s', (...row) => {
    expectFault('paper-disclosure', paperDisclosureExample, row)
  })

  it('is recorded paper by paper, with its pages and the day on which it comes back', () => {
    const text = rendered('paper-disclosure', paperDisclosureExample)
    expect(text).toContain(
      'PAPERS\n  Paper 1:           Diary of incidents, January 2010 (11 pages)\n  Paper 2:           Plan of the parade of shops (1 page)\n',
    )
    expect(text).toContain('Return by:         2010-03-26\n')
  })
})
