import type { LegalBasis } from '../legal-bases.ts'

/**
 * The conditions under the UK GDPR and the Data Protection Act 2018 that a community-safety partnership uses
 * most. They are the present-day counterparts of D2, D3, D5 and D6 and stand outside the guidance of 2010: a
 * partnership's own data protection officer confirms the list before an agreement names this rule set.
 */

type Rows = readonly (readonly [
  code: string,
  name: string,
  statute: string,
  sentence: string,
  consent?: 'given',
])[]

const ARTICLE_6: Rows = [
  [
    '6-1a',
    'Consent',
    'Article 6(1)(a)',
    'The person whom the information is about has given consent.',
    'given',
  ],
  ['6-1b', 'Contract', 'Article 6(1)(b)', 'It is necessary for a contract with that person.'],
  [
    '6-1c',
    'Legal obligation',
    'Article 6(1)(c)',
    'It is necessary to meet a legal obligation of your agency.',
  ],
  ['6-1d', 'Vital interests', 'Article 6(1)(d)', "It is necessary to protect somebody's vital interests."],
  [
    '6-1e',
    'Public task',
    'Article 6(1)(e)',
    'It is necessary for a task in the public interest or in the exercise of official authority.',
  ],
  [
    '6-1f',
    'Legitimate interests',
    'Article 6(1)(f)',
    "It is necessary for legitimate interests that the person's own interests do not override. A public authority cannot use this for its tasks.",
  ],
]

const SCHEDULE_1: Rows = [
  [
    '6',
    'Statutory and government purposes',
    'paragraph 6',
    'It is necessary for a function given by law, for reasons of substantial public interest.',
  ],
  ['7', 'Administration of justice', 'paragraph 7', 'It is necessary for the administration of justice.'],
  [
    '10',
    'Preventing or detecting unlawful acts',
    'paragraph 10',
    'It is necessary to prevent or detect an unlawful act, and asking for consent would prejudice that.',
  ],
  [
    '18',
    'Safeguarding',
    'paragraph 18',
    'It is necessary to protect a child, or an adult at risk, from neglect or harm.',
  ],
  ['29', 'Consent', 'paragraph 29', 'The person whom the information is about has given consent.', 'given'],
  [
    '30',
    'Vital interests',
    'paragraph 30',
    "It is necessary to protect somebody's vital interests, and consent cannot be given.",
  ],
  [
    '33',
    'Legal claims',
    'paragraph 33',
    'It is necessary for legal proceedings, legal advice or legal rights.',
  ],
]

export const DATA_PROTECTION_ACT_2018: readonly LegalBasis[] = [
  ...ARTICLE_6.map(([code, name, statute, sentence, consent]) =>
    condition('personal', `uk-gdpr-art${code}`, name, `UK GDPR, ${statute}`, sentence, consent),
  ),
  ...SCHEDULE_1.map(([code, name, statute, sentence, consent]) =>
    condition(
      'sensitive-personal',
      `dpa-2018-sch1-${code}`,
      name,
      `Data Protection Act 2018, Schedule 1, ${statute}`,
      sentence,
      consent,
    ),
  ),
  {
    code: 'dpa-2018-sch2-2',
    rule: 'D5',
    name: 'Crime and taxation',
    statute: 'Data Protection Act 2018, Schedule 2, paragraph 2',
    sentence:
      'Lifts some restrictions where the purpose is to prevent or detect crime, or to apprehend or prosecute offenders. A lawful basis is still needed.',
    effect: { type: 'exemption', discloses: false },
  },
  {
    code: 'dpa-2018-sch2-5',
    rule: 'D6',
    name: 'Required by law, or for legal proceedings',
    statute: 'Data Protection Act 2018, Schedule 2, paragraph 5',
    sentence:
      'Lifts some restrictions where an enactment, a rule of law or a court order requires the disclosure, or where it is necessary for legal proceedings. A lawful basis is still needed.',
    effect: { type: 'exemption', discloses: true },
  },
]

function condition(
  forClass: 'personal' | 'sensitive-personal',
  code: string,
  name: string,
  statute: string,
  sentence: string,
  consent?: 'given',
): LegalBasis {
  return {
    code,
    rule: forClass === 'personal' ? 'D2' : 'D3',
    name,
    statute,
    sentence,
    effect: { type: 'condition', for: forClass, ...(consent === undefined ? {} : { consent }) },
  }
}
