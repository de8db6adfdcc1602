import type { AnyOf, LegalBasis } from '../legal-bases.ts'

/** Multi-agency public protection arrangements, MAPPA (L7, BP3, S4 §2.4.1.3). */

/** Who manages risk together: police and probation (L7), and prisons, which the guidance names beside them (BP3). */
const AUTHORITY: AnyOf = { bodies: ['police', 'probation', 'prison'] }

/**
 * Who must co-operate with them (section 325(6), BP3): youth offending teams, councils for housing, education and social care,
 * health, and landlords of social housing.
 */
const CO_OPERATING: AnyOf = {
  bodies: [
    'council',
    'social-care',
    'youth-offending',
    'primary-care',
    'health-authority',
    'nhs-trust',
    'social-landlord',
  ],
}

/** As the guidance of 2010 names it ("Court Service Act" there). The Criminal Justice Act 2003 had re-enacted it. */
export const PUBLIC_PROTECTION_2000: readonly LegalBasis[] = [
  {
    code: 'cjcsa-2000-s67',
    rule: 'L7',
    name: 'Duty to manage risk together (MAPPA)',
    statute: 'Criminal Justice and Court Services Act 2000, sections 67 and 68',
    sentence:
      'Police, probation and prisons share what they need to assess and manage together the risk of offenders who may cause serious harm to the public. Name the power to disclose and the conditions as well.',
    effect: {
      type: 'duty',
      owed: 'a duty of police, probation and prisons towards each other',
      between: [{ senders: AUTHORITY, recipients: AUTHORITY }],
    },
  },
]

/** In force since 2004, with prisons, and with a duty to co-operate for councils, health, housing and others. */
export const PUBLIC_PROTECTION_2003: readonly LegalBasis[] = [
  {
    code: 'cja-2003-s325',
    rule: 'L7',
    name: 'Duty to co-operate in managing risk (MAPPA)',
    statute: 'Criminal Justice Act 2003, sections 325 to 327B',
    sentence:
      'Police, probation and prisons, and the agencies that must co-operate with them, share what they need to assess and manage the risk of offenders who may cause serious harm to the public. Name the power to disclose and the conditions as well.',
    effect: {
      type: 'duty',
      owed: 'a duty of police, probation and prisons towards each other, and between them and the bodies that must co-operate with them',
      between: [
        { senders: AUTHORITY, recipients: AUTHORITY },
        { senders: AUTHORITY, recipients: CO_OPERATING },
        { senders: CO_OPERATING, recipients: AUTHORITY },
      ],
    },
  },
]
