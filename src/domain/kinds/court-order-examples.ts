import { EXAMPLES_2010 } from './court-order-examples-2010.ts'
import { EXAMPLES_2026 } from './court-order-examples-2026.ts'
import type { CourtOrder } from './court-order-schema.ts'

/** A filled form of a type of order, lawful on the day of the order. @throws Error where the type has none */
export function orderExample(code: string): CourtOrder {
  const example = [...EXAMPLES_2010, ...EXAMPLES_2026].find(({ orderType }) => orderType === code)
  if (example === undefined) throw new Error(`The type of order ${code} has no example.`)
  return example
}

/** The same order as if it had been made on `day`, `YYYY-MM-DD`: every date in it moved by as many days. */
export function orderExampleOn(code: string, day: string): unknown {
  const example = orderExample(code)
  const shift = Date.parse(day) - Date.parse(example.orderDate)
  return JSON.parse(JSON.stringify(example), (_name, value: unknown) =>
    typeof value === 'string' && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)
      ? new Date(Date.parse(value) + shift).toISOString().slice(0, 10)
      : value,
  )
}
