import { describe, expect, it } from 'vitest'
import { orderExampleOn } from '../../../src/domain/kinds/court-order-examples.ts'
import { CourtOrder } from '../../../src/domain/kinds/court-order-schema.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { ORDER_TYPES, orderTypeOf } from '../../../src/domain/orders/order-types.ts'
import { RULE_SETS } from '../../../src/domain/rule-sets.ts'
import { composeReferral } from '../../../src/mail/compose.ts'
import { readReferral } from '../../../src/mail/read.ts'
import { normaliseText } from '../../../src/mail/text.ts'
import { referral } from '../../mail/referral.ts'
import { parsed } from './parsed.ts'

const kind = kindOf('court-order')
const forms = kind.forms?.all ?? []
const context = {
  marking: { scheme: 'GPMS' as const, level: 'RESTRICTED', descriptors: ['PERSONAL'] },
  reference: 'ORD-NK084-SN02Q-F',
  from: 'listing@testville.cjsm.test',
  to: ['asb.team@testville.gcsx.test', 'yot@testville.gcsx.test'],
  urgency: 'routine' as const,
  respondBy: null,
}
const FIRST_AND_LAST = 'RESTRICTED – PERSONAL'

/** The rules of the time in which a type of order exists. */
function rulesOf(code: string) {
  const rules = RULE_SETS.find(({ orders }) => orders.some((type) => type.code === code))
  if (!rules) throw new Error(`no rule set has ${code}`)
  return rules
}

it('every type of order of either time has a form of its own, and none has two', () => {
  expect(forms.map(({ name }) => name)).toEqual(ORDER_TYPES.map(({ code }) => code))
  expect(new Set(ORDER_TYPES.map(({ code }) => code)).size).toBe(17)
  expect(RULE_SETS.map(({ id, orders }) => [id, orders.length])).toEqual([
    ['uk-2010', 6],
    ['uk-2026', 11],
  ])
})

it('what took the place of a type is a type', () => {
  const named = ORDER_TYPES.flatMap(({ successors }) => successors)
  expect(named.filter((code) => orderTypeOf(code) === undefined)).toEqual([])
})

describe.each(forms.map((form) => [form.name, form] as const))('%s', (code, { example, schema, title }) => {
  const order = parsed(CourtOrder, example)

  it('has a closed form that names its law, and an example that fills it in', () => {
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      title,
      description: expect.stringContaining(' Act '),
    })
    expect(kind.check(example)).toEqual([])
    expect(kind.check({ ...order, colour: 'blue' })).toEqual([
      { path: '/colour', message: 'is not a field of this form' },
    ])
  })

  it('has an example that is lawful on the day of the order, under the rules of its time only', () => {
    const law = { rules: rulesOf(code), day: order.orderDate }
    expect(kind.lawFaults(example, law)).toEqual([])
    for (const rules of RULE_SETS.filter(({ id }) => id !== law.rules.id)) {
      expect(kind.lawFaults(example, { ...law, rules })).toMatchObject([{ path: '/orderType' }])
    }
  })

  it('has an example that is lawful as of any day', () => {
    for (let days = 0; days < 1500; days += 97) {
      const day = new Date(Date.parse('2024-02-29') + days * 86_400_000).toISOString().slice(0, 10)
      expect(kind.lawFaults(orderExampleOn(code, day), { rules: rulesOf(code), day }), day).toEqual([])
    }
  })

  it('is rendered between its marking, with its title, its law and every term', () => {
    const text = kind.render(example, context)
    const lines = text.split('\n')
    expect([lines[0], lines.at(-1)]).toEqual([FIRST_AND_LAST, FIRST_AND_LAST])
    expect(lines[2]).toBe(title.toUpperCase())
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(78)
    const flat = text.replaceAll(/\s+/g, ' ')
    expect(flat).toContain(orderTypeOf(code)?.statute)
    for (const term of [...(order.prohibitions ?? []), ...(order.requirements ?? [])]) {
      expect(flat).toContain(term.text)
    }
    expect(flat).toContain(order.caseNumber)
  })

  it('comes back from JSON and from the mail that carries it, saying the same', async () => {
    const text = kind.render(example, context)
    const again: unknown = JSON.parse(JSON.stringify(example))
    expect(kind.check(again)).toEqual([])
    expect(kind.render(again, context)).toBe(text)
    expect(kind.classify(again)).toEqual(kind.classify(example))

    const read = await readReferral(
      composeReferral({ ...referral, text, data: example, rendering: 'court-order/1' }),
    )
    expect(read.defects).toEqual([])
    expect(read.referral).toMatchObject({ rendering: 'court-order/1', data: example })
    expect(normaliseText(kind.render(read.referral?.data, context))).toBe(read.text)
  })
})
