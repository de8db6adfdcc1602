import { describe, expect, it } from 'vitest'
import { dayOf } from '../../src/domain/day.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'
import { newMachine } from './run.ts'

const kind = kindOf('court-order')
const types = kind.forms?.all ?? []

describe('despatch schema court-order', () => {
  it('prints the form of any order, one for each type', async () => {
    const { code, out } = await (await newMachine()).despatch('schema', 'court-order')
    expect(code).toBe(0)
    expect(JSON.parse(out).anyOf).toHaveLength(types.length)
  })

  it('prints an anti-social behaviour order as of today, which may be sent', async () => {
    const { out } = await (await newMachine()).despatch('schema', 'court-order', '--example')
    const order: unknown = JSON.parse(out)
    expect(order).toMatchObject({ orderType: 'asbo' })
    expect(kind.lawFaults(order, { rules: ruleSet('uk-2010'), day: dayOf(new Date()) })).toEqual([])
  })

  it.each(types.map(({ name }) => name))('prints the form and an example of %s', async (name) => {
    const machine = await newMachine()
    const form = await machine.despatch('schema', 'court-order', '--form', name)
    expect(JSON.parse(form.out)).toMatchObject({
      type: 'object',
      properties: { orderType: { const: name } },
    })
    const example = await machine.despatch('schema', 'court-order', '--form', name, '--example')
    expect(kind.check(JSON.parse(example.out))).toEqual([])
  })

  it('names the types where a person names none of them, and says where there are none', async () => {
    const machine = await newMachine()
    const unknown = await machine.despatch('schema', 'court-order', '--form', 'abc')
    expect(unknown.code).toBe(2)
    expect(unknown.err).toContain('there is no type of order abc; the types are asbo, county-court-order,')
    const other = await machine.despatch('schema', 'reply', '--form', 'asbo')
    expect(other.code).toBe(2)
    expect(other.err).toContain('the kind reply has one form only; leave --form out')
  })
})
