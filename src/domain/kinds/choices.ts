import Type from 'typebox'

/** The codes of a closed list, in its order; its values are their plain names. */
export function codesOf<N extends Readonly<Record<string, string>>>(names: N): (keyof N & string)[] {
  const isCode = (name: string): name is keyof N & string => Object.hasOwn(names, name)
  return Object.keys(names).filter(isCode)
}

/** One of a closed list of codes. */
export function Choice<N extends Readonly<Record<string, string>>>(names: N) {
  return Type.Enum(codesOf(names))
}

/** Some of a closed list of codes, at least one, none of them twice. */
export function Choices<N extends Readonly<Record<string, string>>>(names: N) {
  const codes = codesOf(names)
  return Type.Array(Type.Enum(codes), { minItems: 1, maxItems: codes.length, uniqueItems: true })
}
