import Type, { type TProperties } from 'typebox'

/** An object that has these fields and no others. */
export function closed<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

/** One of the codes of a closed list, which is given with the plain name of each. */
export function codeOf<Names extends Readonly<Record<string, string>>>(names: Names) {
  const isCode = (name: string): name is keyof Names & string => Object.hasOwn(names, name)
  return Type.Enum(Object.keys(names).filter(isCode))
}
