import type { LegalBasis } from '../legal-bases.ts'

/**
 * The exemptions of Schedule 2 to the Data Protection Act 2018 that take the place of sections 29 and 35 of the Act
 * of 1998 (D5, D6). They lift provisions of the UK GDPR, so none goes with Part 3. Reference data that a data
 * protection officer confirms.
 */
export const EXEMPTIONS_2018: readonly LegalBasis[] = [
  {
    code: 'dpa-2018-sch2-2',
    rule: 'D5',
    name: 'Crime and taxation',
    statute: 'Data Protection Act 2018, Schedule 2, paragraph 2',
    sentence:
      'Lifts some restrictions where the purpose is to prevent or detect crime, or to apprehend or prosecute offenders. A lawful basis is still needed.',
    effect: { type: 'exemption', regime: 'uk-gdpr', discloses: false },
  },
  {
    code: 'dpa-2018-sch2-3',
    rule: 'D5',
    name: 'Risk assessment systems',
    statute: 'Data Protection Act 2018, Schedule 2, paragraph 3',
    sentence:
      'Lifts some rights over a classification that a public authority applies in a system of assessing risk, such as OASys. A lawful basis is still needed.',
    effect: { type: 'exemption', regime: 'uk-gdpr', discloses: false },
  },
  {
    code: 'dpa-2018-sch2-5',
    rule: 'D6',
    name: 'Required by law, or for legal proceedings',
    statute: 'Data Protection Act 2018, Schedule 2, paragraph 5',
    sentence:
      'Lifts some restrictions where an enactment, a rule of law or a court order requires the disclosure, or where it is necessary for legal proceedings. A lawful basis is still needed.',
    effect: { type: 'exemption', regime: 'uk-gdpr', discloses: true },
  },
]
