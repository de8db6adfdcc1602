import Type, { type Static } from 'typebox'
import type { Category } from '../wire/referral-fields.ts'
import { Choice } from './choices.ts'
import { Text } from './fields.ts'
import { optionalField, type Part } from './layout.ts'

/** What the two forms of a multi-agency risk assessment conference, the referral and the research, have in common (BP2). */

/** As whom the conference knows a person. */
export const CONCERNED_AS = {
  victim: 'Victim',
  offender: 'Offender',
  'child-at-risk': 'Child at risk',
  'other-adult': 'Other adult of the household or family',
} as const
export type ConcernedAs = keyof typeof CONCERNED_AS

/** The categories of the manifest that it comes to. A child at risk of abuse is told of as a victim of it. */
const CATEGORIES_OF: Readonly<Record<ConcernedAs, readonly Category[]>> = {
  victim: ['victim'],
  offender: ['suspected-perpetrator'],
  'child-at-risk': ['victim', 'young-person'],
  'other-adult': ['other-subject'],
}

export function categoriesOf(as: ConcernedAs): readonly Category[] {
  return CATEGORIES_OF[as]
}

/** What may be known or not, such as whether the victim is pregnant. */
export const KNOWN = { yes: 'Yes', no: 'No', 'not-known': 'Not known' } as const
export const Known = Choice(KNOWN)

/** How bad it is and how often: the items that each agency is asked about (BP2). */
export const abuseFields = {
  injuries: Text(2000),
  frequency: Text(1000),
  pregnant: Known,
}

/** The same where an agency knows some of it. */
export const KnownAbuse = Type.Partial(Type.Object(abuseFields), { additionalProperties: false })
type KnownAbuse = Static<typeof KnownAbuse>

export function abuseParts({ injuries, frequency, pregnant }: KnownAbuse): Part[] {
  return [
    ...optionalField('Injuries', injuries),
    ...optionalField('Frequency', frequency),
    ...optionalField('Victim pregnant', pregnant && KNOWN[pregnant]),
  ]
}
