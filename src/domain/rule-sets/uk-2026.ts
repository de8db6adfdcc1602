import { CALDICOTT_2020 } from '../legal-bases/caldicott.ts'
import { CONFIDENTIALITY } from '../legal-bases/confidentiality.ts'
import { CRIME_AND_DISORDER_ACT } from '../legal-bases/crime-and-disorder.ts'
import { HUMAN_RIGHTS } from '../legal-bases/human-rights.ts'
import { ANTI_SOCIAL_BEHAVIOUR_2014, FREEDOM_OF_INFORMATION, OTHER_ACTS } from '../legal-bases/other-acts.ts'
import { PUBLIC_PROTECTION_2003 } from '../legal-bases/public-protection.ts'
import { SCRUTINY } from '../legal-bases/scrutiny.ts'
import { ORDERS_2026 } from '../orders/uk-2026.ts'
import { GUIDANCE, type RuleSet } from '../rule-set.ts'
import { EXEMPTIONS_2018 } from './dpa-2018-exemptions.ts'
import { PART_3 } from './dpa-2018-part-3.ts'
import { SCHEDULE_1 } from './dpa-2018-schedule-1.ts'
import { PRINCIPLES_2018 } from './principles.ts'
import { UK_GDPR } from './uk-gdpr.ts'

/** The law and the markings of 2026: GSC, UK GDPR with the Data Protection Act 2018. */
export const UK_2026: RuleSet = {
  id: 'uk-2026',
  title: 'United Kingdom, 2026',
  edition: 1,
  ended: [],
  marking: {
    scheme: 'GSC',
    ceiling: 'OFFICIAL-SENSITIVE',
    // The exact official word list was not found; these are the usual ones.
    descriptors: ['COMMERCIAL', 'HR/MANAGEMENT', 'LEGAL PRIVILEGE', 'PERSONAL DATA'],
    needsDescriptor: [],
    notForPersonal: [],
    source: { rule: 'M6', statute: 'Government Security Classifications Policy' },
  },
  // In the order of reasoning of S4 §2.4.2 (L13): the basis, what else to consider, whether data protection permits.
  bases: [
    ...CRIME_AND_DISORDER_ACT,
    ...SCRUTINY,
    ...PUBLIC_PROTECTION_2003,
    ...OTHER_ACTS,
    ...ANTI_SOCIAL_BEHAVIOUR_2014,
    ...HUMAN_RIGHTS,
    ...CALDICOTT_2020,
    ...CONFIDENTIALITY,
    ...FREEDOM_OF_INFORMATION,
    ...UK_GDPR,
    ...SCHEDULE_1,
    ...EXEMPTIONS_2018,
    ...PART_3,
  ],
  orders: ORDERS_2026,
  regimes: [
    {
      id: 'uk-gdpr',
      name: 'the UK GDPR',
      statute: 'UK GDPR; Data Protection Act 2018, Part 2',
      personalCondition: { rule: 'D2', statute: 'UK GDPR, Article 6' },
      sensitiveCondition: {
        rule: 'D3',
        statute: 'UK GDPR, Articles 9 and 10; Data Protection Act 2018, Schedule 1',
      },
      offences: {
        rule: 'D3',
        statute: 'UK GDPR, Article 10; Data Protection Act 2018, sections 10(5) and 11(2)',
        example: 'dpa-2018-sch1-10',
      },
      examples: {
        personalCondition: 'uk-gdpr-art6-1e',
        sensitiveCondition: 'dpa-2018-sch1-6',
        proceedings: 'dpa-2018-sch2-5',
      },
    },
    {
      id: 'law-enforcement',
      name: 'law-enforcement processing',
      statute: 'Data Protection Act 2018, Part 3',
      personalCondition: { rule: 'D2', statute: 'Data Protection Act 2018, section 35(2)' },
      sensitiveCondition: {
        rule: 'D3',
        statute: 'Data Protection Act 2018, section 35(3) to (5) and Schedule 8',
      },
      examples: {
        personalCondition: 'dpa-2018-s35-2b',
        sensitiveCondition: 'dpa-2018-sch8-1',
        proceedings: 'dpa-2018-s36',
      },
    },
  ],
  principles: PRINCIPLES_2018,
  sources: {
    power: { rule: 'L1', statute: 'Crime and Disorder Act 1998, section 115', example: 'cda-1998-s115' },
    sensitive: { rule: 'M4', statute: `UK GDPR, Articles 9 and 10; ${GUIDANCE}, section 2.1 B` },
    notification: { rule: 'I11', statute: 'Data Protection (Charges and Information) Regulations 2018' },
    destruction: { rule: 'D7', statute: 'UK GDPR, Article 5(1)(e)' },
  },
}
