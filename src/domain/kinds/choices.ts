import Type from 'typebox'

/** The codes of a closed list, in its order; its values are their plain names. */
export function codesOf<N extends Readonly<Record<string, string>>>(names: N): (keyof N & string)[] {
  const isCode = (name: string): name is keyof N & string => Object.hasOwn(names, name)
  return Object.keys(names).filter(isCode)
}

/** The keyword of a schema that gives the plain name of each code, for whoever makes a form of it. */
export const NAMES = 'x-names'

/** One of a closed list of codes. */
export function Choice<N extends Readonly<Record<string, string>>>(names: N) {
  return Type.Enum(codesOf(names), { [NAMES]: names })
}

/** Some of a closed list of codes, at least one, none of them twice. */
export function Choices<N extends Readonly<Record<string, string>>>(names: N) {
  return Type.Array(Choice(names), { minItems: 1, maxItems: codesOf(names).length, uniqueItems: true })
}
