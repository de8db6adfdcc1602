import type { OrderType } from './order-type.ts'
import { ORDERS_2010 } from './uk-2010.ts'
import { ORDERS_2026 } from './uk-2026.ts'

/** Every type of order of every rule set: what a form may name, and what an old order that is read may be. */
export const ORDER_TYPES: readonly OrderType[] = [...ORDERS_2010, ...ORDERS_2026]

/** The type of a code; undefined for a code that is none. */
export function orderTypeOf(code: string): OrderType | undefined {
  return ORDER_TYPES.find((type) => type.code === code)
}

/** A type as a sentence names it: `an anti-social behaviour order`. */
export function named({ title }: Pick<OrderType, 'title'>): string {
  const words = title.charAt(0).toLowerCase() + title.slice(1)
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
}

/** The same at the beginning of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
