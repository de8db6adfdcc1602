import { CRIME_AND_DISORDER_ACT } from '../legal-bases.ts'
import type { RuleSet } from '../rule-set.ts'
import { DATA_PROTECTION_ACT_2018 } from './dpa-2018.ts'

/** The law and the markings of 2026: GSC, UK GDPR with the Data Protection Act 2018. */
export const UK_2026: RuleSet = {
  id: 'uk-2026',
  title: 'United Kingdom, 2026',
  marking: {
    scheme: 'GSC',
    ceiling: 'OFFICIAL-SENSITIVE',
    // The exact official word list was not found; these are the usual ones.
    descriptors: ['COMMERCIAL', 'HR/MANAGEMENT', 'LEGAL PRIVILEGE', 'PERSONAL DATA'],
    needsDescriptor: [],
    notForPersonal: [],
    source: { rule: 'M6', statute: 'Government Security Classifications Policy' },
  },
  bases: [...CRIME_AND_DISORDER_ACT, ...DATA_PROTECTION_ACT_2018],
  sources: {
    power: { rule: 'L1', statute: 'Crime and Disorder Act 1998, section 115' },
    personalCondition: { rule: 'D2', statute: 'UK GDPR, Article 6' },
    sensitiveCondition: {
      rule: 'D3',
      statute: 'UK GDPR, Articles 9 and 10; Data Protection Act 2018, Schedule 1',
    },
    notification: { rule: 'I11', statute: 'Data Protection (Charges and Information) Regulations 2018' },
    destruction: { rule: 'D7', statute: 'UK GDPR, Article 5(1)(e)' },
  },
  examples: {
    power: 'cda-1998-s115',
    personalCondition: 'uk-gdpr-art6-1e',
    sensitiveCondition: 'dpa-2018-sch1-6',
    proceedings: 'dpa-2018-sch2-5',
  },
}
