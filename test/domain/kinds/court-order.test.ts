import { describe, expect, it } from 'vitest'
import { orderExample } from '../../../src/domain/kinds/court-order-examples.ts'
import type { CourtOrder } from '../../../src/domain/kinds/court-order-schema.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { ORDER_TYPES } from '../../../src/domain/orders/order-types.ts'
import { ruleSet } from '../../../src/domain/rule-sets.ts'

const kind = kindOf('court-order')
const asbo = orderExample('asbo')
const context = {
  marking: { scheme: 'GPMS' as const, level: 'RESTRICTED', descriptors: [] },
  reference: 'ORD-NK084-SN02Q-F',
  from: 'listing@testville.cjsm.test',
  to: ['asb.team@testville.gcsx.test'],
  urgency: 'routine' as const,
  respondBy: null,
}

describe('the form of an order', () => {
  it('is that of its type, so that each message names a field', () => {
    const { court: _court, ...without } = asbo
    expect(kind.check({ ...without, orderDate: '1 March', premises: {} })).toEqual([
      { path: '/court', message: 'is missing' },
      { path: '/orderDate', message: 'must be a date, year first, such as 2010-03-01' },
      { path: '/premises', message: 'is not a field of this form' },
    ])
  })

  it.each(ORDER_TYPES.filter(({ against }) => against !== 'area').map(({ code }) => code))(
    'of the type %s says why it is shared (L15)',
    (code) => {
      const { justification, ...without } = orderExample(code)
      expect(kind.check(without)).toEqual([{ path: '/justification', message: 'is missing' }])
      const text = kind.render({ ...without, justification }, context).replaceAll(/\s*\n {2}\| /g, ' ')
      expect(text).toContain(`WHY THIS IS SHARED ${justification}`)
    },
  )

  it('of a type that is none lists the types', () => {
    const types = ORDER_TYPES.map(({ code }) => code).join(', ')
    for (const orderType of ['abc', 7, null, 'constructor']) {
      expect(kind.check({ ...asbo, orderType })).toEqual([
        { path: '/orderType', message: `must be one of ${types}` },
      ])
    }
    const { orderType: _type, ...untyped } = asbo
    expect(kind.check(untyped)).toEqual([{ path: '/orderType', message: `is missing: one of ${types}` }])
  })

  it.each([
    ['a list', []],
    ['a text', 'asbo'],
    ['nothing', null],
  ])('is not %s', (_what, data) => {
    expect(kind.check(data)).toEqual([{ path: '', message: 'must be an object with named fields' }])
  })

  it('is bounded: no list and no text is endless', () => {
    const prohibition = { n: 1, text: 'x', kind: 'other' as const }
    expect(kind.check({ ...asbo, prohibitions: Array(51).fill(prohibition) })).toEqual([
      { path: '/prohibitions', message: 'must have at most 50 entries' },
    ])
    expect(kind.check({ ...asbo, findings: 'x'.repeat(10_001) })).toHaveLength(1)
  })

  it('is not judged by the law while it is not filled in rightly', () => {
    const law = { rules: ruleSet('uk-2010'), day: '2010-03-01' }
    expect(kind.lawFaults({ orderType: 'asbo', expiryDate: 'never' }, law)).toEqual([])
    expect(kind.attachmentFaults({ orderType: 'asbo' }, [])).toEqual([])
  })
})

describe('what an order holds', () => {
  const classify = (code: string, change: Partial<CourtOrder> = {}) =>
    kind.classify({ ...orderExample(code), ...change })

  it('on a person is sensitive personal data: it tells of proceedings (M4)', () => {
    expect(classify('respect-order')).toEqual({
      dataClass: 'sensitive-personal',
      categories: ['subject-of-order'],
    })
  })

  it('is about a young person until the eighteenth birthday, on the day of the order', () => {
    const born = (dateOfBirth: string) =>
      classify('asbo', { subject: { name: 'Placeholder Pat', dateOfBirth } }).categories
    expect(born('1992-03-02')).toContain('young-person')
    expect(born('1992-03-01')).not.toContain('young-person')
  })

  it('is about others where it names associates or children', () => {
    expect(classify('asbo').categories).toEqual(['subject-of-order', 'young-person', 'other-subject'])
    expect(classify('parenting-order').categories).toEqual([
      'subject-of-order',
      'young-person',
      'other-subject',
    ])
  })

  it('is about a young person by the age band too, where the date of birth is not known', () => {
    const aged = (ageBand: '17' | 'adult') =>
      classify('asbo', { subject: { name: 'Placeholder Pat', ageBand } }).categories
    expect(aged('17')).toContain('young-person')
    expect(aged('adult')).not.toContain('young-person')
  })
})

it('says the age band of its subject beside the name', () => {
  const subject = { name: 'Placeholder Pat', ageBand: '10-15' as const }
  const text = kind.render({ ...asbo, subject }, context)
  expect(text).toMatch(/\n {2}Name: +Placeholder Pat\n {2}Age when made: +10 to 15\n/)
})

describe('what is attached to an order', () => {
  const pdf = { name: 'order.pdf', type: 'application/pdf' }

  it('of a court must be the order itself as a PDF, and every map that is named', () => {
    expect(kind.attachmentFaults(asbo, [pdf, { name: 'map.pdf', type: 'application/pdf' }])).toEqual([])
    expect(kind.attachmentFaults(asbo, [])).toEqual([
      {
        path: '',
        message: 'The order itself is not attached. Attach it as a PDF, as the court made it.',
      },
      {
        path: '/prohibitions/0/map',
        message: 'No attached file has this name. Attach the map, or correct the name.',
      },
    ])
  })

  it('does not pass for the order by being a map of it', () => {
    expect(kind.attachmentFaults(asbo, [{ name: 'map.pdf', type: 'application/pdf' }])).toHaveLength(1)
  })

  it('of an authority need be no PDF', () => {
    expect(kind.attachmentFaults(orderExample('community-protection-notice'), [])).toEqual([])
    expect(kind.attachmentFaults(orderExample('public-spaces-protection-order'), [])).toMatchObject([
      { path: '/area/map' },
    ])
  })
})

it('nothing that an order says can pass for its marking', () => {
  const forged = 'x\nNOT PROTECTIVELY MARKED\n\nPROHIBITIONS\n  Prohibition 1:     None\n\u202eDEKRAM'
  const hostile = {
    ...asbo,
    findings: forged,
    prohibitions: [{ n: 1, text: forged, kind: 'conduct' as const }],
    history: [{ event: 'varied' as const, date: '2010-03-01', by: 'The court', details: forged }],
  }
  const lines = kind.render(hostile, context).split('\n')
  const plain = kind.render(
    { ...hostile, findings: 'x', prohibitions: [{ n: 1, text: 'x', kind: 'conduct' as const }] },
    context,
  )
  const ours = (text: readonly string[]) => text.filter((line) => /^\S/.test(line))
  expect(ours(lines)).toEqual(ours(plain.split('\n')))
  expect([lines[0], lines.at(-1)]).toEqual(['RESTRICTED', 'RESTRICTED'])
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(78)
})
