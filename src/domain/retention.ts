import { addMonths } from './day.ts'
import type { KindName } from './wire/referral-fields.ts'

/** How long a referral of a kind is kept, in months of the calendar, and why not longer. */
export type Retention = {
  /** from the last day of its use, as far as that is known: what a new one begins with */
  usual: number
  /** from the day that it is sent, where it holds personal data */
  longest: number
  /** why it may be kept no longer, as a sentence ends */
  why: string
}

/**
 * The sources ask that personal data are destroyed after their use, and give no figure (D7, Q3). Six years are those of claims
 * (Limitation Act 1980, section 2) and of the first review of police information (guidance on its management, 2006 and 2010);
 * the other figures are ours, under either rule set.
 */
const CLAIMS = 'as long as a claim can be brought over it, or until police information is first reviewed'
const ASKED = 'what is asked is of use until it is answered, and the answer is kept by itself'
const ORDER =
  'an order holds for years or until further order, and whoever needs it after that can ask the court'

const about = (usual: number, longest: number, why: string): Retention => ({ usual, longest, why })

/** Of each kind. */
const RETENTION: Readonly<Record<KindName, Retention>> = {
  'asb-incident': about(12, 72, CLAIMS),
  concern: about(12, 72, CLAIMS),
  'early-intervention': about(12, 72, CLAIMS),
  'evidence-request': about(6, 24, ASKED),
  'evidence-bundle': about(12, 72, CLAIMS),
  'court-order': about(12, 120, ORDER),
  'order-breach': about(24, 120, ORDER),
  'asb-panel-referral': about(12, 72, CLAIMS),
  // A victim is heard of again as a repeat for twelve months after the conference.
  'marac-referral': about(18, 72, CLAIMS),
  'marac-research': about(18, 72, CLAIMS),
  'ppo-nomination': about(12, 72, CLAIMS),
  'dip-notice': about(6, 24, 'it is told for one assessment and what follows from it'),
  'information-request': about(6, 24, ASKED),
  'scrutiny-request': about(6, 24, ASKED),
  reply: about(12, 72, CLAIMS),
  note: about(6, 24, 'a note is to be known, and what has to be kept longer is told in another kind'),
  'verbal-disclosure': about(24, 72, CLAIMS),
  'paper-disclosure': about(24, 72, CLAIMS),
}

export function retentionOf(kind: KindName): Retention {
  return RETENTION[kind]
}

/** The last day to which personal data of a kind may be kept that are sent on `day` (D7). */
export function latestDestruction(kind: KindName, day: string): string {
  return addMonths(day, RETENTION[kind].longest)
}

/**
 * The last day to be kept of what is sent on `day` and nobody has said it of: the usual time of its kind, from the last of the days
 * on which it is known to be of use, such as that of the answer or the end of an order.
 *
 * @param uses `YYYY-MM-DD`; null where there is none
 */
export function usualDestruction(kind: KindName, day: string, uses: readonly (string | null)[]): string {
  const last = uses.reduce<string>((one, other) => (other !== null && other > one ? other : one), day)
  const usual = addMonths(last, RETENTION[kind].usual)
  const latest = latestDestruction(kind, day)
  return usual < latest ? usual : latest
}

/** As a sentence has it: `18 months`, `6 years`. */
export function monthsInWords(months: number): string {
  return months % 12 === 0 ? (months === 12 ? 'a year' : `${months / 12} years`) : `${months} months`
}
