import Type, { type TProperties } from 'typebox'

/** An object that has these fields and no others. */
export function closed<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}
