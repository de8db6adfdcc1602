import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/domain/decide.ts'
import { orderExample } from '../../../src/domain/kinds/court-order-examples.ts'
import { orderSchema } from '../../../src/domain/kinds/court-order-schema.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { ORDER_TYPES } from '../../../src/domain/orders/order-types.ts'
import { MODERN_DAY, modern, modernDirectory } from '../rules/modern.ts'

const kind = kindOf('court-order')
const AREA = 'public-spaces-protection-order'
const BARE = orderExample(AREA)

/** What the rules of 2026 say of sending it without any basis. */
const withoutBases = (data: unknown) =>
  decide(
    { ...modern, kind: 'court-order', purpose: 'services-to-individuals', bases: [], ...kind.classify(data) },
    modernDirectory,
    MODERN_DAY,
  ).outcome

const told = 'John Smith, born 1 May 2012, of 1 Made-Up Court, is HIV positive.'
const line = told.slice(0, 60)
const linkedAsbo = [{ orderType: 'asbo', caseNumber: 'SAMPLE-10-0001' }]
const history = [{ event: 'varied', date: '2026-06-26', by: line, details: told }]
const smuggled = {
  findings: told,
  service: { method: 'post', date: '2026-06-26', by: line, to: line },
  copiesTo: [line],
  history,
  linkedOrders: linkedAsbo,
}

describe('every example has the class that its fields give it', () => {
  const onNobody: Record<string, { dataClass: string; categories: string[] }> = {
    [AREA]: { dataClass: 'none', categories: [] },
    'closure-notice': { dataClass: 'personal', categories: ['other-subject'] },
    'closure-order': { dataClass: 'personal', categories: ['other-subject'] },
  }
  it.each(ORDER_TYPES.map(({ code }) => code))('%s', (code) => {
    const classified = kind.classify(orderExample(code))
    if (Object.hasOwn(onNobody, code)) expect(classified).toEqual(onNobody[code])
    else {
      expect(classified.dataClass).toBe('sensitive-personal')
      expect(classified.categories).toContain('subject-of-order')
    }
  })
})

describe('an order on premises that tells of somebody', () => {
  it.each(['closure-notice', 'closure-order'])('is not sent without a basis: %s', (code) => {
    const premises = { address: '12 Nowhere Lane, Testville', description: told, dwelling: false }
    const order = { ...orderExample(code), others: [], premises, ...smuggled }
    expect(kind.check(order)).toEqual([])
    expect(kind.classify(order)).toEqual({
      dataClass: 'sensitive-personal',
      categories: ['subject-of-order', 'other-subject'],
    })
    expect(withoutBases(order)).not.toBe('allowed')
  })

  it.each([true, false])('is personal by its address alone, lived in or not (%s)', (dwelling) => {
    const { linkedOrders: _linked, ...order } = orderExample('closure-order')
    const bare = { ...order, premises: { address: '12 Nowhere Lane, Testville', dwelling }, copiesTo: [] }
    expect(kind.classify(bare)).toEqual({ dataClass: 'personal', categories: ['other-subject'] })
    expect(withoutBases(bare)).not.toBe('allowed')
  })
})

const reason = { justification: 'Your wardens are to know of it.' }

describe('an order on an area', () => {
  it('with what is published and no more holds no personal data, and needs no basis', () => {
    expect(kind.classify(BARE)).toEqual({ dataClass: 'none', categories: [] })
    expect(withoutBases(BARE)).toBe('allowed')
  })

  it('has no place for findings, for people, or for whom it was served on', () => {
    const persons = ['Specimen Sam']
    const order = {
      ...BARE,
      ...smuggled,
      others: [{ name: 'Specimen Sam', relation: 'associate' }],
      geographicalScope: line,
      prohibitions: [{ n: 1, text: 'Meeting them.', kind: 'non-association', persons }],
    }
    expect(kind.check(order).map(({ path }) => path)).toEqual([
      '/prohibitions/0/kind',
      '/prohibitions/0/persons',
      '/service/method',
      '/service/by',
      '/service/to',
      '/findings',
      '/others',
      '/geographicalScope',
    ])
    expect(() => kind.classify(order)).toThrow('The court-order data are not valid')
  })

  it('linked to an order on a person is sensitive, and not sent without a basis', () => {
    const order = { ...BARE, ...reason, copiesTo: [line], history, linkedOrders: linkedAsbo }
    expect(kind.classify(order)).toEqual({
      dataClass: 'sensitive-personal',
      categories: ['subject-of-order', 'other-subject'],
    })
    expect(withoutBases(order)).not.toBe('allowed')
  })

  const telling = {
    authority: { name: 'Testville City Council', officer: line },
    requirements: [{ n: 2, text: 'Leaving when asked to.', supervisor: line }],
    copiesTo: [line],
    history,
    linkedOrders: [{ orderType: AREA, caseNumber: line }],
    interimUntil: '2026-06-01',
    ...reason,
  }

  it.each(Object.entries(telling).filter(([name]) => name !== 'justification'))(
    'with %s has to say why it is shared (L15)',
    (name, value) => {
      expect(kind.check({ ...BARE, [name]: value })).toEqual([
        { path: '/justification', message: 'must say why, since the order is about somebody' },
      ])
    },
  )

  it.each(Object.entries(telling))('with %s is personal, and not sent without a basis', (name, value) => {
    const order = { ...BARE, ...reason, [name]: value }
    expect(kind.check(order)).toEqual([])
    expect(kind.classify(order)).toEqual({ dataClass: 'personal', categories: ['other-subject'] })
    expect(withoutBases(order)).not.toBe('allowed')
  })

  it('has no other field than those that are published and those that raise its class', () => {
    const published = { ...BARE, requirements: [], startTime: '', expiryTime: '', untilFurtherOrder: true }
    const fields = new Set([...Object.keys(published), ...Object.keys(telling)])
    const form: unknown = orderSchema(AREA)
    expect(form).toHaveProperty('properties')
    expect(Object.keys(Object(form).properties).filter((name) => !fields.has(name))).toEqual([])
  })
})
