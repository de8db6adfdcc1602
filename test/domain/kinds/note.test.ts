import { describe, expect, it } from 'vitest'
import { noteExample } from '../../../src/domain/kinds/note.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { expectFault, rendered, said, type Wrong } from './wrong.ts'

const { classify } = kindOf('note')
const contains = (dataClass: string, categories: string[]) =>
  classify({ ...noteExample, contains: { dataClass, categories } })

describe('a note', () => {
  it.each<Wrong>([
    ['no text', { text: '' }, '/text', 'must not be empty'],
    [
      'a title of two lines',
      { title: 'One\nTwo' },
      '/title',
      'must be one line of text, at most 200 characters',
    ],
    ['no reason', { justification: '' }, '/justification', 'must not be empty'],
    ['a question', { questions: ['Do you know him?'] }, '/questions', 'is not a field of this form'],
  ])('is not taken with %s', (...row) => {
    expectFault('note', noteExample, row)
  })

  it('says what it contains', () => {
    expect(said('note', { ...noteExample, contains: {} })).toEqual([
      '/contains/dataClass is missing',
      '/contains/categories is missing',
    ])
  })

  it('of lighting, cameras or patrols holds no data about people unless it says so (BP10)', () => {
    for (const topic of ['street-lighting', 'cctv', 'targeted-patrols', 'neighbourhood-watch']) {
      const note = { ...noteExample, topic, contains: { dataClass: 'none', categories: [] } }
      expect([said('note', note), classify(note)]).toEqual([[], { dataClass: 'none', categories: [] }])
    }
  })

  it('is raised to what the people named in it make it, and never lowered', () => {
    expect(contains('none', ['young-person']).dataClass).toBe('personal')
    expect(contains('personal', ['suspected-perpetrator']).dataClass).toBe('sensitive-personal')
    expect(contains('sensitive-personal', []).dataClass).toBe('sensitive-personal')
    expect(contains('depersonalised', [])).toEqual({ dataClass: 'depersonalised', categories: [] })
  })

  it('tells its reader that nothing is asked of them', () => {
    expect(rendered('note', noteExample)).toContain('Asked of you:      Nothing. This is for you to know.')
  })
})
