import type { LegalBasis } from '../legal-bases.ts'

/**
 * Part 3 of the Data Protection Act 2018: processing by a competent authority for a law-enforcement purpose, in
 * place of the UK GDPR. The Act asks for a Schedule 8 condition for sensitive processing (section 35(8)), which
 * offences are not; the guidance treats victims, witnesses and allegations as sensitive (M4), and that stricter
 * reading stands here. Reference data that a data protection officer confirms.
 */

const SCHEDULE_8: readonly (readonly [paragraph: number, name: string, sentence: string])[] = [
  [
    1,
    'Statutory purposes',
    'It is strictly necessary for a function given by an enactment or rule of law, for reasons of substantial public interest.',
  ],
  [2, 'Administration of justice', 'It is strictly necessary for the administration of justice.'],
  [3, 'Vital interests', "It is strictly necessary to protect somebody's vital interests."],
  [
    4,
    'Safeguarding',
    'It is strictly necessary to protect a child, or an adult at risk, from neglect or harm, and consent cannot be had or would prejudice that.',
  ],
  [5, 'Made public', 'The person whom the information is about has manifestly made it public.'],
  [6, 'Legal claims', 'It is strictly necessary for legal proceedings, legal advice or legal rights.'],
  [7, 'Judicial acts', 'It is strictly necessary when a court or tribunal acts in its judicial capacity.'],
  [
    8,
    'Preventing fraud',
    'It is strictly necessary to prevent fraud, as a member of an anti-fraud organisation or under its arrangements.',
  ],
  [
    9,
    'Archiving, research and statistics',
    'It is strictly necessary for archiving in the public interest, for research or for statistics.',
  ],
]

const schedule8Code = (paragraph: number) => `dpa-2018-sch8-${paragraph}`

/** Section 30 and Schedule 7: which agency is one, the agreement says. */
const COMPETENT = {
  only: { classes: ['competent'] },
  are: 'competent authorities (Data Protection Act 2018, section 30)',
  instead: 'Name conditions of the UK GDPR instead, such as uk-gdpr-art6-1e.',
} as const

export const PART_3: readonly LegalBasis[] = [
  {
    code: 'dpa-2018-s35-2a',
    rule: 'D2',
    name: 'Law enforcement, consent',
    statute: 'Data Protection Act 2018, section 35(2)(a)',
    sentence:
      'Your agency is a competent authority and shares for a law-enforcement purpose, and the person whom the information is about has consented to that.',
    effect: {
      type: 'condition',
      regime: 'law-enforcement',
      for: 'personal',
      consent: 'given',
      senders: COMPETENT,
    },
  },
  {
    code: 'dpa-2018-s35-2b',
    rule: 'D2',
    name: 'Law enforcement, task of a competent authority',
    statute: 'Data Protection Act 2018, section 35(2)(b)',
    sentence:
      'Your agency is a competent authority, and sharing is necessary for its task of preventing, investigating, detecting or prosecuting crime, of carrying out penalties, or of public security.',
    effect: { type: 'condition', regime: 'law-enforcement', for: 'personal', senders: COMPETENT },
  },
  {
    code: 'dpa-2018-s35-4',
    rule: 'D3',
    name: 'Sensitive processing, consent',
    statute: 'Data Protection Act 2018, section 35(4)',
    sentence:
      'The person whom the information is about has consented, and your agency has an appropriate policy document.',
    effect: {
      type: 'condition',
      regime: 'law-enforcement',
      for: 'sensitive-personal',
      consent: 'given',
      with: {
        codes: ['dpa-2018-s35-2a'],
        says: 'the consent of section 35(2)(a)',
        example: 'dpa-2018-s35-2a',
      },
    },
  },
  {
    code: 'dpa-2018-s35-5',
    rule: 'D3',
    name: 'Sensitive processing, strictly necessary',
    statute: 'Data Protection Act 2018, section 35(5)',
    sentence:
      'It is strictly necessary for the law-enforcement purpose, and your agency has an appropriate policy document. Name a condition of Schedule 8 as well.',
    effect: {
      type: 'condition',
      regime: 'law-enforcement',
      for: 'sensitive-personal',
      with: {
        codes: SCHEDULE_8.map(([paragraph]) => schedule8Code(paragraph)),
        says: 'a condition of Schedule 8',
        example: schedule8Code(1),
      },
    },
  },
  ...SCHEDULE_8.map(
    ([paragraph, name, sentence]): LegalBasis => ({
      code: schedule8Code(paragraph),
      rule: 'D3',
      name,
      statute: `Data Protection Act 2018, section 35(5) and Schedule 8, paragraph ${paragraph}`,
      sentence,
      effect: { type: 'condition', regime: 'law-enforcement', for: 'sensitive-personal' },
    }),
  ),
  {
    // Part 3 has no exemption like Schedule 2, paragraph 5; that the law itself authorises the disclosure is asked here.
    code: 'dpa-2018-s36',
    rule: 'D6',
    name: 'Authorised by law, for another purpose or recipient',
    statute: 'Data Protection Act 2018, section 36(3) and (4)',
    sentence:
      'An enactment, a rule of law or a court order authorises this disclosure, and it is necessary and proportionate. The conditions of section 35 still apply.',
    effect: { type: 'exemption', regime: 'law-enforcement', discloses: true },
  },
]
