import { type Condition, HEALTH_PROFESSIONALS, type LegalBasis, MEMBERS_BODIES } from '../legal-bases.ts'

/**
 * Schedule 1 of the Data Protection Act 2018: conditions for special categories and for offences. Part 1 belongs to
 * Article 9(2)(b), (h), (i) and (j), Part 2 to 9(2)(g), and all three Parts to Article 10 (section 10). So naming a
 * condition of Part 1 or 2 says its point of Article 9 too. Paragraph 5 is no condition, and Part 4 says what the
 * policy document holds that most of these ask for. Reference data that a data protection officer confirms.
 */

type Rows = readonly (readonly [
  paragraph: number,
  name: string,
  sentence: string,
  more?: Pick<Condition, 'consent' | 'with' | 'senders'>,
])[]

const PART_1: Rows = [
  [
    1,
    'Employment, social security and social protection',
    'It is necessary for rights or obligations that the law gives in employment, social security or social protection.',
  ],
  [
    2,
    'Health or social care',
    'It is necessary for health or social care, by somebody with a duty of secrecy.',
    { senders: HEALTH_PROFESSIONALS },
  ],
  [
    3,
    'Public health',
    'It is necessary for a public interest in public health, and a health professional or somebody with a duty of confidentiality is responsible.',
  ],
  [
    4,
    'Research',
    'It is necessary for archiving, research or statistics in the public interest, with the safeguards that the law asks for.',
  ],
]

const PART_2: Rows = [
  [
    6,
    'Statutory and government purposes',
    'It is necessary for a function given by law, or of the Crown or a minister, for reasons of substantial public interest.',
  ],
  [
    7,
    'Administration of justice and Parliament',
    'It is necessary for the administration of justice, or for a function of either House of Parliament.',
  ],
  [
    8,
    'Equality of opportunity or treatment',
    'It is necessary to keep equality of opportunity or treatment under review, and no decision about a particular person is made with it.',
  ],
  [
    9,
    'Diversity at senior levels',
    'It is necessary to promote racial and ethnic diversity at senior levels of organisations, and can reasonably be done without consent.',
  ],
  [
    10,
    'Preventing or detecting unlawful acts',
    'It is necessary to prevent or detect an unlawful act, for reasons of substantial public interest, and asking for consent would prejudice that.',
  ],
  [
    11,
    'Protecting the public against dishonesty',
    'It is necessary to protect the public against dishonesty, malpractice, unfitness or mismanagement, and asking for consent would prejudice that.',
  ],
  [
    12,
    'Regulatory requirements',
    'It is necessary to comply with a regulatory requirement to establish whether somebody has acted unlawfully or dishonestly, and consent cannot reasonably be obtained.',
  ],
  [
    13,
    'Journalism about unlawful acts',
    'It is a disclosure for journalism, academia, art or literature about unlawful acts or dishonesty, for publication in the public interest.',
  ],
  [
    14,
    'Preventing fraud',
    'It is necessary to prevent fraud, as a member of an anti-fraud organisation or under its arrangements.',
  ],
  [
    15,
    'Suspicion of terrorist financing or money laundering',
    'It is necessary for a disclosure in good faith under the Terrorism Act 2000 or the Proceeds of Crime Act 2002.',
  ],
  [
    16,
    'Support for people with a disability or condition',
    'It is necessary for a non-profit body that supports people with a disability or medical condition, about its members, and can reasonably be done without consent.',
  ],
  [
    17,
    'Counselling',
    'It is necessary for confidential counselling, advice or support, and consent cannot be had or would prejudice it.',
  ],
  [
    18,
    'Safeguarding',
    'It is necessary to protect a child, or an adult at risk, from neglect or harm, and consent cannot be had or would prejudice that.',
  ],
  [
    19,
    'Economic wellbeing of people at risk',
    'It is necessary to protect the economic wellbeing of an adult at risk, uses health information, and consent cannot be had or would prejudice that.',
  ],
  [20, 'Insurance', 'It is necessary for an insurance purpose, and its further terms are met.'],
  [
    21,
    'Occupational pensions',
    'It is necessary to determine rights under an occupational pension scheme, and its further terms are met.',
  ],
  [
    22,
    'Political parties',
    'It is about political opinions, and necessary for the activities of a registered political party.',
  ],
  [
    23,
    'Elected representatives responding to requests',
    'An elected representative needs it to act on the request of somebody whom they represent.',
  ],
  [
    24,
    'Disclosure to elected representatives',
    'It answers an elected representative who acts on the request of somebody whom they represent.',
  ],
  [
    25,
    'Informing elected representatives about prisoners',
    'It informs an elected representative about a prisoner, for reasons of release or arrangements for it.',
  ],
  [
    26,
    'Publication of legal judgments',
    'It is a judgment or other decision of a court or tribunal that is published, or necessary for publishing it.',
  ],
  [27, 'Anti-doping in sport', 'It is necessary for a body against doping in sport.'],
  [
    28,
    'Standards of behaviour in sport',
    'It is necessary to protect the integrity of a sport against dishonesty or other serious misconduct, and asking for consent would prejudice that.',
  ],
]

const PART_3: Rows = [
  [29, 'Consent', 'The person whom the information is about has given consent.', { consent: 'given' }],
  [
    30,
    'Vital interests',
    "It is necessary to protect somebody's vital interests, and consent cannot be given.",
  ],
  [
    31,
    'Non-profit body',
    'It is a legitimate activity of a political, philosophical, religious or trade union body that makes no profit, about its own members and contacts, and they consent to disclosure outside it.',
    { consent: 'given', senders: MEMBERS_BODIES },
  ],
  [32, 'Made public', 'The person whom the information is about has manifestly made it public.'],
  [33, 'Legal claims', 'It is necessary for legal proceedings, legal advice or legal rights.'],
  [34, 'Judicial acts', 'It is necessary when a court or tribunal acts in its judicial capacity.'],
  [
    35,
    'Payment cards used for indecent images',
    'It is about a conviction or caution for an offence with indecent images of children, and necessary to administer or cancel the payment card that was used.',
  ],
  [
    36,
    'Part 2 without substantial public interest',
    'It would meet a condition of Part 2 but for the words on substantial public interest. Name that condition as well.',
    {
      with: {
        codes: PART_2.map(([paragraph]) => code(paragraph)),
        says: 'the condition of Part 2 of Schedule 1 that it extends',
        example: 'dpa-2018-sch1-10',
      },
    },
  ],
  [
    37,
    'Insurance, extended',
    'It would meet paragraph 20 on insurance but for the words on particular special categories.',
  ],
]

function code(paragraph: number): string {
  return `dpa-2018-sch1-${paragraph}`
}

const PARTS = { part1: PART_1, part2: PART_2, part3: PART_3 }

function codes(part: keyof typeof PARTS): readonly string[] {
  return PARTS[part].map(([paragraph]) => code(paragraph))
}

/** The codes of each Part, for the Articles that rest on them. */
export const SCHEDULE_1_CODES = { part1: codes('part1'), part2: codes('part2'), part3: codes('part3') }

export const SCHEDULE_1: readonly LegalBasis[] = [...PART_1, ...PART_2, ...PART_3].map(
  ([paragraph, name, sentence, more]) => ({
    code: code(paragraph),
    rule: 'D3',
    name,
    statute: `Data Protection Act 2018, Schedule 1, paragraph ${paragraph}`,
    sentence,
    effect: {
      type: 'condition',
      regime: 'uk-gdpr',
      for: 'sensitive-personal',
      // Part 3 is for offences alone (section 10(5)).
      ...(paragraph >= 29 ? { covers: 'offences' as const } : {}),
      ...more,
    },
  }),
)
