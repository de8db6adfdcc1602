import Type, { type Static } from 'typebox'
import { isUnder18 } from '../day.ts'
import { type AgeBand, agesOf } from '../orders/age-bands.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { Choice } from './choices.ts'
import { Text } from './fields.ts'
import { field, gap, optionalField, type Part } from './layout.ts'

/**
 * Sensitive personal data, the Act's eight and the guidance's two (S4 §2.1 B, M4), with their plain names; treatment, which
 * is about health, by itself, since it rests on a written consent of its own (BP5, BP6).
 */
const SENSITIVE_TYPES = {
  'racial-or-ethnic-origin': 'Racial or ethnic origin',
  'political-opinions': 'Political opinions',
  'religious-or-similar-beliefs': 'Religious or similar beliefs',
  'trade-union-membership': 'Trade union membership',
  'physical-or-mental-health': 'Physical or mental health',
  'sexual-life': 'Sexual life',
  offences: 'Offences, alleged or committed',
  proceedings: 'Proceedings and sentences',
  victim: 'As a victim',
  witness: 'As a witness',
  'drug-treatment': 'Treatment for drugs or alcohol',
} as const

export const personFields = {
  name: Line(120),
  aliases: Type.Optional(Type.Array(Line(120), { maxItems: 10, uniqueItems: true })),
  dateOfBirth: Type.Optional(CalendarDate),
  /** Known to be under 18, where the date of birth is not known. */
  youngPerson: Type.Optional(Type.Boolean()),
  address: Type.Optional(Line(300)),
  contact: Type.Optional(Line(200)),
  safeToContact: Type.Optional(Line(300)),
  description: Type.Optional(Text(1000)),
  sensitive: Type.Optional(
    Type.Array(
      Type.Object({ type: Choice(SENSITIVE_TYPES), text: Text(1000) }, { additionalProperties: false }),
      { maxItems: 20 },
    ),
  ),
}

/** A person as a referral names them: what is needed for its purpose and no more (D4, T2). */
export const Person = Type.Object(personFields, { additionalProperties: false })
export type Person = Static<typeof Person>

/**
 * Whether a person was under 18 on a day, as far as the referral says; where it says two things, the safer one.
 * `ageBand` is of that day.
 */
export function isYoung(
  { youngPerson, dateOfBirth, ageBand }: Person & { ageBand?: AgeBand },
  day: string,
): boolean {
  return (
    youngPerson === true ||
    (dateOfBirth !== undefined && isUnder18(dateOfBirth, day)) ||
    (ageBand !== undefined && agesOf(ageBand).least < 18)
  )
}

/** A person, as fields under a section heading; `number` counts where there are several. */
function personParts(person: Person, number?: number): Part[] {
  return [
    field(number === undefined ? 'Name' : `${number}. Name`, person.name),
    ...optionalField('Also known as', person.aliases?.join('; ')),
    ...optionalField('Date of birth', person.dateOfBirth),
    ...optionalField('Under 18', person.youngPerson === true ? 'Yes' : undefined),
    ...optionalField('Address', person.address),
    ...optionalField('Contact', person.contact),
    ...optionalField('Safe to contact', person.safeToContact),
    ...optionalField('Description', person.description),
    ...(person.sensitive ?? []).map((item) =>
      field('Sensitive', `${SENSITIVE_TYPES[item.type]}: ${item.text}`),
    ),
  ]
}

/** Several people, numbered when there is more than one, with a gap between them. */
export function peopleParts<P extends Person>(
  people: readonly P[],
  moreOf: (person: P) => Part[] = () => [],
): Part[] {
  return people.flatMap((person, place) => [
    ...(place === 0 ? [] : [gap]),
    ...personParts(person, people.length === 1 ? undefined : place + 1),
    ...moreOf(person),
  ])
}
