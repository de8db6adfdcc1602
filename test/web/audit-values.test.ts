import { describe, expect, it } from 'vitest'
import { createFrontier } from '../../src/log/frontier.ts'
import type { VerifiedPoint } from '../../src/sdk/verify-log.ts'
import { fieldsOfMonth, monthsBefore, monthTyped } from '../../src/web/month.ts'
import { addressOf, filtersIn } from '../../src/web/pages/register/address.ts'
import { readTree, writeTree } from '../../src/web/worker/audit/kept-tree.ts'
import { sha256 } from '../log/reference.ts'
import { keptInMemory } from './kept-in-memory.ts'

describe('a month', () => {
  it.each([
    ['3', '2010', '2010-03'],
    ['12', '2010', '2010-12'],
    ['13', '2010', undefined],
    ['0', '2010', undefined],
    ['3', '10', undefined],
    ['', '', undefined],
  ])('typed as %s %s is %s', (month, year, expected) => {
    expect(monthTyped({ since: [month], 'since-year': [year] }, 'since')).toBe(expected)
  })

  it('is typed back as it was, and counted back over the end of a year', () => {
    expect(monthTyped(fieldsOfMonth('since', '2010-03'), 'since')).toBe('2010-03')
    expect(monthsBefore(new Date('2010-02-28T12:00:00Z'), 3)).toBe('2009-11')
  })
})

describe('the filters of the register', () => {
  it('are in the address what they were, and what else stands there is left', () => {
    const filters = { mailbox: 'asb.team@liverpool.gcsx.gov.test', marking: 'PROTECT – PERSONAL' }
    const address = addressOf('/register', filters, 'next')
    const query = Object.fromEntries(new URLSearchParams(address.split('?')[1]))
    expect(query.after).toBe('next')
    expect(filtersIn({ ...query, show: 'all' })).toEqual(filters)
    expect(addressOf('/register', {})).toBe('/register')
  })
})

describe('what a browser keeps of a verified log', () => {
  const frontier = createFrontier(sha256)
  const kept = keptInMemory()
  const point: VerifiedPoint = {
    ...{ size: 0n, root: frontier.root(), edge: frontier.edge() },
    ...{ opened: 7n, erased: 1n, withheld: 0n },
  }

  it('is its tree alone, for the key that it was verified by', async () => {
    await writeTree(kept, 'key', point, '2010-03-01T09:00:00.000Z')
    expect(await readTree(kept, 'key')).toEqual({
      at: '2010-03-01T09:00:00.000Z',
      after: { ...point, opened: 0n, erased: 0n },
    })
    expect(await readTree(kept, 'another key')).toBeNull()
  })

  it.each(['', 'no JSON', '{}', '{"logKey":"key","at":"2010-03-01T09:00:00.000Z","tree":{"size":"1"}}'])(
    'and nothing where it is damaged: %s',
    async (text) => {
      await kept.set({ 'verified tree': text })
      expect(await readTree(kept, 'key')).toBeNull()
    },
  )
})
