import { CRIME_AND_DISORDER_ACT } from '../legal-bases.ts'
import type { RuleSet } from '../rule-set.ts'
import { DATA_PROTECTION_ACT_1998 } from './dpa-1998.ts'

/** The law and the markings of the guidance of March 2010: GPMS, the Data Protection Act 1998. */
export const UK_2010: RuleSet = {
  id: 'uk-2010',
  title: 'United Kingdom, 2010',
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
  bases: [...CRIME_AND_DISORDER_ACT, ...DATA_PROTECTION_ACT_1998],
  sources: {
    power: { rule: 'L1', statute: 'Crime and Disorder Act 1998, section 115' },
    personalCondition: {
      rule: 'D2',
      statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 1 and Schedule 2',
    },
    sensitiveCondition: {
      rule: 'D3',
      statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 1 and Schedule 3',
    },
    notification: { rule: 'I11', statute: 'Data Protection Act 1998, sections 17 and 18' },
    destruction: { rule: 'D7', statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 5' },
  },
  examples: {
    power: 'cda-1998-s115',
    personalCondition: 'dpa-1998-sch2-5',
    sensitiveCondition: 'dpa-1998-sch3-7',
    proceedings: 'dpa-1998-s35',
  },
}
