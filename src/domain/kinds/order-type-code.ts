import Type from 'typebox'
import { ORDER_TYPES } from '../orders/order-types.ts'
import { NAMES } from './choices.ts'

/** A type of order by its code. The types are reference data, so that to the compiler they are text. */
export const OrderTypeCode = Type.String({
  enum: ORDER_TYPES.map(({ code }) => code),
  maxLength: 60,
  [NAMES]: Object.fromEntries(ORDER_TYPES.map(({ code, title }) => [code, title])),
})
