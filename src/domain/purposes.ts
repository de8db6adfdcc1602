import type { Purpose } from './wire/referral-fields.ts'

/** A purpose that a person chooses. `task`: the words of step 1 of the sharing flow. */
export type SharingPurpose = { code: Purpose; name: string; rule: string; sentence: string; task: string }

/**
 * The three purposes of S4 §2.3 (P1). They differ in detail, geography and timeliness; none of them allows or
 * forbids personal data by itself. An agreement says which of them it covers (`rules/agreement.ts`).
 */
const PURPOSES: Readonly<Record<Purpose, Omit<SharingPurpose, 'code'>>> = {
  'performance-monitoring': {
    name: 'Performance monitoring',
    rule: 'P2',
    sentence:
      'To measure progress against national and local targets; aggregate information usually suffices, sometimes counted for it, as for repeat domestic violence.',
    task: 'performance monitoring',
  },
  intelligence: {
    name: 'Intelligence products, and new incidents and problems',
    rule: 'P3',
    sentence:
      'To make strategic and tactical assessments and problem profiles, and to see and answer new incidents and emerging problems; it may take personal, depersonalised and aggregate information.',
    task: 'an analytical task for an intelligence product',
  },
  'services-to-individuals': {
    name: 'Services to groups or individuals',
    rule: 'P4',
    sentence:
      'To work with particular groups or people, such as offender management, high-risk domestic abuse (MARAC), prolific offenders, problem drug users and children at risk.',
    task: 'a business meeting of the partnership',
  },
}

/** Every purpose, in the order in which a person is offered them. */
export const SHARING_PURPOSES: readonly SharingPurpose[] = (
  ['performance-monitoring', 'intelligence', 'services-to-individuals'] as const satisfies readonly Purpose[]
).map((code) => ({ code, ...PURPOSES[code] }))

/** The name of a purpose, as a person reads it. */
export const purposeName = (code: Purpose): string => PURPOSES[code].name
