import { CALDICOTT_1997 } from '../legal-bases/caldicott.ts'
import { CONFIDENTIALITY } from '../legal-bases/confidentiality.ts'
import { CRIME_AND_DISORDER_ACT } from '../legal-bases/crime-and-disorder.ts'
import { HUMAN_RIGHTS } from '../legal-bases/human-rights.ts'
import { FREEDOM_OF_INFORMATION, OTHER_ACTS } from '../legal-bases/other-acts.ts'
import { PUBLIC_PROTECTION_2000 } from '../legal-bases/public-protection.ts'
import { SCRUTINY } from '../legal-bases/scrutiny.ts'
import { ORDERS_2010 } from '../orders/uk-2010.ts'
import { GUIDANCE, type RuleSet } from '../rule-set.ts'
import { DATA_PROTECTION_ACT_1998 } from './dpa-1998.ts'
import { PRINCIPLES_1998 } from './principles.ts'

/** The law and the markings of the guidance of March 2010: GPMS, the Data Protection Act 1998. */
export const UK_2010: RuleSet = {
  id: 'uk-2010',
  title: 'United Kingdom, 2010',
  edition: 1,
  ended: [],
  marking: {
    scheme: 'GPMS',
    ceiling: 'RESTRICTED',
    // The usual set; no authoritative list was found, so a partnership may need to extend it.
    descriptors: [
      'APPOINTMENTS',
      'BUDGET',
      'COMMERCIAL',
      'CONTRACTS',
      'HONOURS',
      'INVESTIGATION',
      'MANAGEMENT',
      'MEDICAL',
      'PERSONAL',
      'POLICY',
      'PRIVATE',
      'STAFF',
      'VISITS',
    ],
    needsDescriptor: ['PROTECT'],
    notForPersonal: ['NOT PROTECTIVELY MARKED'],
    source: { rule: 'M6', statute: 'Government Protective Marking System' },
  },
  // In the order of reasoning of S4 §2.4.2 (L13): the basis, what else to consider, whether data protection permits.
  bases: [
    ...CRIME_AND_DISORDER_ACT,
    ...SCRUTINY,
    ...PUBLIC_PROTECTION_2000,
    ...OTHER_ACTS,
    ...HUMAN_RIGHTS,
    ...CALDICOTT_1997,
    ...CONFIDENTIALITY,
    ...FREEDOM_OF_INFORMATION,
    ...DATA_PROTECTION_ACT_1998,
  ],
  orders: ORDERS_2010,
  regimes: [
    {
      id: 'dpa-1998',
      name: 'the Data Protection Act 1998',
      statute: 'Data Protection Act 1998',
      personalCondition: {
        rule: 'D2',
        statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 1 and Schedule 2',
      },
      sensitiveCondition: {
        rule: 'D3',
        statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 1 and Schedule 3',
      },
      examples: {
        personalCondition: 'dpa-1998-sch2-5',
        sensitiveCondition: 'dpa-1998-sch3-7',
        proceedings: 'dpa-1998-s35',
      },
    },
  ],
  principles: PRINCIPLES_1998,
  sources: {
    power: { rule: 'L1', statute: 'Crime and Disorder Act 1998, section 115', example: 'cda-1998-s115' },
    sensitive: { rule: 'M4', statute: `${GUIDANCE}, section 2.1 B; Data Protection Act 1998, section 2` },
    notification: { rule: 'I11', statute: 'Data Protection Act 1998, sections 17 and 18' },
    destruction: { rule: 'D7', statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 5' },
  },
}
