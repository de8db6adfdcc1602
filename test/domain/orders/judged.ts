import { expect } from 'vitest'
import { orderExample } from '../../../src/domain/kinds/court-order-examples.ts'
import { CourtOrder } from '../../../src/domain/kinds/court-order-schema.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { RULE_SETS, ruleSet } from '../../../src/domain/rule-sets.ts'
import type { RuleSetId } from '../../../src/domain/wire/agreement.ts'
import { parsed } from './parsed.ts'

const { check, lawFaults } = kindOf('court-order')

export type Change = Partial<Record<keyof CourtOrder, unknown>>

/** An order as its example with a change, judged on a day. */
export type Case = {
  type: string
  /** fields of the example that are given otherwise; undefined leaves one out */
  change: Change | ((example: CourtOrder) => Change)
  /** the day of the order, when left out */
  day?: string
  /** those of its time, when left out */
  rules?: RuleSetId
}

/** A wrong order, and exactly what is said of it. */
export type Wrong = Case & { says: readonly (readonly [path: string, sentence: string])[] }

/** The subject of the example, given otherwise. */
export const subject =
  (change: Record<string, unknown>) =>
  (example: CourtOrder): Change => ({ subject: { ...example.subject, ...change } })

export const prohibits = (...prohibitions: Record<string, unknown>[]): Change => ({
  prohibitions: prohibitions.map((entry, at) => ({ n: at + 1, text: 'x', kind: 'conduct', ...entry })),
})

/** What the law says of it. Its form is right: nothing of that is left to say. */
export function faultsOf({ type, change, day, rules }: Case) {
  const example = orderExample(type)
  const changes = typeof change === 'function' ? change(example) : change
  const order = parsed(CourtOrder, JSON.parse(JSON.stringify({ ...example, ...changes })))
  expect(check(order)).toEqual([])
  const home = RULE_SETS.find(({ orders }) => orders.some(({ code }) => code === type))?.id ?? 'uk-2010'
  return lawFaults(order, { rules: ruleSet(rules ?? home), day: day ?? order.orderDate })
}
