import { describe, expect, it } from 'vitest'
import type { CaseAction } from '../../../src/domain/cases/case-text.ts'
import { dueOf } from '../../../src/domain/cases/due.ts'

describe('what is to be done in a case', () => {
  it.each<[string, Pick<CaseAction, 'status' | 'due'>, ReturnType<typeof dueOf>]>([
    ['is overdue on the day after its own', { status: 'open', due: '2011-02-27' }, 'overdue'],
    ['is due on its day', { status: 'open', due: '2011-02-28' }, 'soon'],
    ['is due soon a fortnight before', { status: 'open', due: '2011-03-14' }, 'soon'],
    ['is not spoken of earlier', { status: 'open', due: '2011-03-15' }, null],
    ['is not spoken of once it is done', { status: 'done', due: '2011-02-27' }, null],
    ['is not spoken of where it has no day', { status: 'open', due: null }, null],
  ])('%s', (_what, action, expected) => {
    expect(dueOf(action, '2011-02-28')).toBe(expected)
  })
})
