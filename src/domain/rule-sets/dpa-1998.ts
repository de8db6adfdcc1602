import { type Condition, HEALTH_PROFESSIONALS, type LegalBasis, MEMBERS_BODIES } from '../legal-bases.ts'

/**
 * The conditions and exemptions of the Data Protection Act 1998 that S4 §2.4.2.5 lists (D1–D6). The codes carry
 * the paragraph numbers of the Act itself, which the guidance leaves out, so that a data protection officer
 * finds them there; where the guidance shortens a condition too far (Schedule 3 paragraphs 3, 4 and 7), the Act's
 * own sense stands.
 */

type Conditions = readonly (readonly [
  paragraph: string,
  name: string,
  sentence: string,
  more?: Pick<Condition, 'consent' | 'unless' | 'senders'>,
])[]

const SCHEDULE_2: Conditions = [
  ['1', 'Permission', 'The person whom the information is about has given permission.', { consent: 'given' }],
  [
    '2',
    'Contract',
    'It is necessary for a contract with that person, or to enter into one at their request.',
  ],
  ['3', 'Legal obligation', 'It is necessary to meet a legal obligation of your agency.'],
  ['4', 'Vital interests', 'It is necessary to protect the vital interests of that person.'],
  [
    '5',
    'Justice and public functions',
    'It is necessary for the administration of justice, a statutory function, a function of the Crown or a minister, or another function in the public interest.',
  ],
  [
    '6',
    'Legitimate interests',
    'It is necessary for legitimate interests of your agency or of the recipient, and does not harm the rights, freedoms or legitimate interests of that person.',
  ],
]

const SCHEDULE_3: Conditions = [
  [
    '1',
    'Explicit permission',
    'The person whom the information is about has given explicit permission.',
    { consent: 'given' },
  ],
  [
    '2',
    'Employment',
    'It is needed to exercise a legal right or meet an obligation in connection with employment.',
  ],
  [
    '3a',
    'Vital interests, consent impossible',
    'It is needed to protect the vital interests of that person or of another, and consent cannot be given or reasonably be obtained.',
    { unless: 'given' },
  ],
  [
    '3b',
    'Vital interests of another, consent withheld',
    'It is needed to protect the vital interests of somebody else, and that person has unreasonably withheld consent.',
    { consent: 'refused' },
  ],
  [
    '4',
    'Non-profit body',
    'It is a legitimate activity of a political, philosophical, religious or trade union body that makes no profit, about its own members and contacts, and they consent to disclosure outside it.',
    { consent: 'given', senders: MEMBERS_BODIES },
  ],
  ['5', 'Made public', 'That person has deliberately made the information public.'],
  [
    '6',
    'Legal proceedings and rights',
    'It is needed for legal proceedings, for legal advice, or to establish, exercise or defend legal rights.',
  ],
  [
    '7',
    'Administration of justice',
    'It is needed for the administration of justice, for a function given by an enactment, or for functions of the Crown, ministers or government departments.',
  ],
  // Anybody may be a member of an anti-fraud organisation, a public authority too, so no sort of body is asked for.
  [
    '7a',
    'Preventing fraud',
    'It is needed to prevent fraud, and your agency discloses it as a member of an anti-fraud organisation, or under its arrangements.',
  ],
  [
    '8',
    'Medical purposes',
    'It is for medical purposes, by a medical professional or somebody with an equal duty of confidentiality.',
    { senders: HEALTH_PROFESSIONALS },
  ],
  [
    '9',
    'Equality monitoring',
    'It is needed to monitor equality between people of different racial or ethnic origins, with safeguards.',
  ],
]

function conditions(schedule: 2 | 3, rows: Conditions): LegalBasis[] {
  return rows.map(([paragraph, name, sentence, more]) => ({
    code: `dpa-1998-sch${schedule}-${paragraph}`,
    rule: schedule === 2 ? 'D2' : 'D3',
    name,
    statute: `Data Protection Act 1998, Schedule ${schedule}, paragraph ${citation(paragraph)}`,
    sentence,
    effect: {
      type: 'condition',
      for: schedule === 2 ? 'personal' : 'sensitive-personal',
      regime: 'dpa-1998',
      ...more,
    },
  }))
}

/** `3a` is sub-paragraph 3(a); `7a` is the inserted paragraph 7A. */
function citation(paragraph: string): string {
  if (paragraph === '7a') return '7A'
  return paragraph.replace(/^(\d)([ab])$/, '$1($2)')
}

export const DATA_PROTECTION_ACT_1998: readonly LegalBasis[] = [
  ...conditions(2, SCHEDULE_2),
  ...conditions(3, SCHEDULE_3),
  {
    code: 'dpa-1998-s29',
    rule: 'D5',
    name: 'Crime and taxation',
    statute: 'Data Protection Act 1998, section 29',
    sentence:
      'Lifts some restrictions where the purpose is to prevent or detect crime, to apprehend or prosecute offenders, or to discharge statutory functions with information held for that, and for a risk classification such as OASys. The Schedule 2 and 3 conditions still apply.',
    effect: { type: 'exemption', regime: 'dpa-1998', discloses: false },
  },
  {
    code: 'dpa-1998-s35',
    rule: 'D6',
    name: 'Required by law, or for legal proceedings',
    statute: 'Data Protection Act 1998, section 35',
    sentence:
      'Lifts the restrictions on disclosure where an enactment, a rule of law or a court order requires it, or where it is necessary for legal proceedings, legal advice or legal rights. The Schedule 2 and 3 conditions still apply.',
    effect: { type: 'exemption', regime: 'dpa-1998', discloses: true },
  },
]
