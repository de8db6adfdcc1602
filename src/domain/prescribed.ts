import type { Body } from './bodies.ts'
import { addDays } from './day.ts'
import type { Description, Prescribed } from './wire/referral-fields.ts'

/** What the Schedule of the Regulations describes. `heldBy`: the sorts of body whose information it is. */
export type DescriptionChoice = {
  code: Description
  name: string
  statute: string
  sentence: string
  heldBy: readonly Body[]
}

/** What section 17A of the Crime and Disorder Act 1998 covers, and how often (L2, L3). */
export const REGULATIONS = 'Crime and Disorder (Prescribed Information) Regulations 2007, SI 2007/1831'

/** The health service: which of its bodies keeps a record has changed with each of its reforms. */
const HEALTH: readonly Body[] = ['primary-care', 'health-authority', 'nhs-trust']

/** Paragraphs 1 to 3 of the Schedule as it was made, and the rest as the guidance sums it up (S4 §2.4.1.1). */
const ALL: Readonly<Record<Description, Omit<DescriptionChoice, 'code' | 'statute'>>> = {
  'police-incidents': {
    name: 'Incidents that the police recorded',
    sentence:
      'The category, time, date and place of each incident of anti-social behaviour, of transport, and of public safety or welfare.',
    heldBy: ['police'],
  },
  'police-crimes': {
    name: 'Crimes that the police recorded',
    sentence: 'The sub-category, time, date and place of each crime.',
    heldBy: ['police'],
  },
  'fire-incidents': {
    name: 'Incidents that the fire and rescue service recorded',
    sentence:
      'The time, date and place of each deliberate fire, violence against its employees, malicious call, and fire in a dwelling without a smoke alarm.',
    heldBy: ['fire'],
  },
  'anti-social-behaviour': {
    name: 'Anti-social behaviour that the council recorded',
    sentence: 'The category, time, date and place of each incident that was reported to the council.',
    heldBy: ['council'],
  },
  'environmental-crime': {
    name: 'Environmental crime that the council recorded',
    sentence: 'The category, time, date and place of each incident, such as fly-tipping or graffiti.',
    heldBy: ['council'],
  },
  'racial-incidents': {
    name: 'Racial incidents that the council recorded',
    sentence: 'The time, date and place of each incident.',
    heldBy: ['council'],
  },
  'school-exclusions': {
    name: 'Exclusions from school',
    sentence: 'The exclusions from schools of the area, and naming no pupil.',
    heldBy: ['council'],
  },
  'road-collisions': {
    name: 'Road traffic collisions',
    sentence: 'The time, date and place of each collision.',
    heldBy: ['council'],
  },
  'hospital-admissions': {
    name: 'Admissions to hospital for assault, drugs and alcohol',
    sentence:
      'The date, sub-category and outward part of the postcode of each admission for assault, for harm by alcohol, and for mental and behavioural disorders due to drugs.',
    heldBy: HEALTH,
  },
  'domestic-abuse-admissions': {
    name: 'Admissions to hospital for domestic abuse',
    sentence: 'The date and the outward part of the postcode of each admission.',
    heldBy: HEALTH,
  },
  'ambulance-calls': {
    name: 'Calls of the ambulance service to crime and disorder',
    sentence: 'The category, time, date and place of each call to crime, disorder or anti-social behaviour.',
    heldBy: [...HEALTH, 'ambulance'],
  },
}

const CODES = Object.keys(ALL).filter((code): code is Description => Object.hasOwn(ALL, code))

/** Every description, in the order in which a person is offered them. */
export const DESCRIPTION_CHOICES: readonly DescriptionChoice[] = CODES.map((code) => ({
  code,
  statute: `${REGULATIONS}, Schedule`,
  ...ALL[code],
}))

/** The sorts of body whose information a description is. */
export const heldBy = (description: Description): readonly Body[] => ALL[description].heldBy

/** Information is first owed of the quarter that began on this day (regulation 3(2)). */
const FIRST_PERIOD = '2007-10-01'

/** Whether an information period begins on the day: each is three months, the first of them from July (regulation 1(2)). */
export function beginsPeriod(day: string): boolean {
  return day >= FIRST_PERIOD && /-(?:01|04|07|10)-01$/.test(day)
}

/** The last day of the information period that begins on the day. */
export function lastOfPeriod(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number)
  const next = month === 10 ? `${year + 1}-01-01` : `${year}-${String(month + 3).padStart(2, '0')}-01`
  return addDays(next, -1)
}

/** In a line: `police-crimes of 2010-01-01 to 2010-03-31`. */
export function prescribedInWords({ descriptions, period }: Prescribed): string {
  return `${descriptions.join(', ')} of ${period} to ${lastOfPeriod(period)}`
}
