import { type Condition, HEALTH_PROFESSIONALS, type LegalBasis, MEMBERS_BODIES } from '../legal-bases.ts'
import { SCHEDULE_1_CODES } from './dpa-2018-schedule-1.ts'

/**
 * The conditions of the UK GDPR: Article 6 for personal data, Article 9 for special categories, Article 10 for
 * offences. They are the present-day counterparts of D2 and D3 and stand outside the guidance of 2010, so they are
 * reference data: a partnership's own data protection officer confirms the list before an agreement names it.
 */

type Rows = readonly (readonly [
  point: string,
  name: string,
  sentence: string,
  more?: Pick<Condition, 'consent' | 'unless' | 'with' | 'senders'>,
])[]

const NOT_FOR_PUBLIC_TASKS = {
  never: { classes: ['responsible', 'relevant', 'competent'] },
  are: 'public authorities in their tasks',
  instead: 'Name uk-gdpr-art6-1e instead where it is such a task.',
} as const

const ARTICLE_6: Rows = [
  ['1a', 'Consent', 'The person whom the information is about has given consent.', { consent: 'given' }],
  [
    '1b',
    'Contract',
    'It is necessary for a contract with that person, or to enter into one at their request.',
  ],
  ['1c', 'Legal obligation', 'It is necessary to meet a legal obligation of your agency.'],
  ['1d', 'Vital interests', "It is necessary to protect somebody's vital interests."],
  [
    '1e',
    'Public task',
    'It is necessary for a task in the public interest or in the exercise of official authority, laid down by law.',
  ],
  // Inserted by the Data (Use and Access) Act 2025, section 70, from 5 February 2026; Annex 1 lists the interests.
  [
    '1ea',
    'Recognised legitimate interests',
    'It is necessary for an interest listed in Annex 1, such as preventing crime or safeguarding. A public authority cannot use this for its tasks.',
    { senders: NOT_FOR_PUBLIC_TASKS },
  ],
  [
    '1f',
    'Legitimate interests',
    "It is necessary for legitimate interests that the person's own interests do not override. A public authority cannot use this for its tasks.",
    { senders: NOT_FOR_PUBLIC_TASKS },
  ],
]

/** Data Protection Act 2018, section 10(2): four points of Article 9 rest on Part 1 of Schedule 1. */
const part1 = (example: string) => ({
  with: {
    codes: SCHEDULE_1_CODES.part1,
    says: 'a condition of Part 1 of Schedule 1 (Data Protection Act 2018, section 10(2))',
    example: `dpa-2018-sch1-${example}`,
  },
})

/** Section 10(3): substantial public interest rests on Part 2. */
const part2 = {
  with: {
    codes: SCHEDULE_1_CODES.part2,
    says: 'a condition of Part 2 of Schedule 1 (Data Protection Act 2018, section 10(3))',
    example: 'dpa-2018-sch1-6',
  },
}

const ARTICLE_9: Rows = [
  [
    '2a',
    'Explicit consent',
    'The person whom the information is about has given explicit consent.',
    { consent: 'given' },
  ],
  [
    '2b',
    'Employment and social protection',
    'It is necessary for rights or obligations in employment, social security or social protection law. Name a condition of Schedule 1, Part 1 as well.',
    part1('1'),
  ],
  [
    '2c',
    'Vital interests',
    "It is necessary to protect somebody's vital interests, and the person whom it is about cannot give consent.",
    { unless: 'given' },
  ],
  [
    '2d',
    'Non-profit body',
    'It is a legitimate activity of a political, philosophical, religious or trade union body that makes no profit, about its own members and contacts, and they consent to disclosure outside it.',
    { consent: 'given', senders: MEMBERS_BODIES },
  ],
  ['2e', 'Made public', 'The person whom the information is about has manifestly made it public.'],
  [
    '2f',
    'Legal claims and courts',
    'It is necessary to establish, exercise or defend legal claims, or for a court acting in its judicial capacity.',
  ],
  [
    '2g',
    'Substantial public interest',
    'It is necessary for reasons of substantial public interest laid down by law. Name a condition of Schedule 1, Part 2 as well.',
    part2,
  ],
  [
    '2h',
    'Health or social care',
    'It is necessary for health or social care, by somebody with a duty of secrecy. Name a condition of Schedule 1, Part 1 as well.',
    { ...part1('2'), senders: HEALTH_PROFESSIONALS },
  ],
  [
    '2i',
    'Public health',
    'It is necessary for a public interest in public health. Name a condition of Schedule 1, Part 1 as well.',
    part1('3'),
  ],
  [
    '2j',
    'Archiving, research and statistics',
    'It is necessary for archiving in the public interest, for research or for statistics. Name a condition of Schedule 1, Part 1 as well.',
    part1('4'),
  ],
]

const rows = (article: 6 | 9, from: Rows, what: Pick<Condition, 'for' | 'covers'>): readonly LegalBasis[] =>
  from.map(([point, name, sentence, more]) => ({
    code: `uk-gdpr-art${article}-${point}`,
    rule: article === 6 ? 'D2' : 'D3',
    name,
    statute: `UK GDPR, Article ${article}(${point.slice(0, 1)})(${point.slice(1)})`,
    sentence,
    // Where Schedule 1 is needed as well, its conditions reach offences too; the other points of Article 9 do not.
    effect: {
      type: 'condition',
      regime: 'uk-gdpr',
      for: what.for,
      ...(what.covers === undefined || more?.with ? {} : { covers: what.covers }),
      ...more,
    },
  }))

const ARTICLE_10: readonly LegalBasis[] = [
  {
    code: 'uk-gdpr-art10-official',
    rule: 'D3',
    name: 'Offences, under official authority',
    statute: 'UK GDPR, Article 10',
    sentence:
      'The information is about offences or allegations of them, and is processed under the control of official authority, such as that of the police.',
    effect: {
      type: 'condition',
      regime: 'uk-gdpr',
      for: 'sensitive-personal',
      covers: 'offences',
      senders: {
        only: { classes: ['responsible', 'relevant'] },
        are: 'agencies with official authority of their own',
        instead: 'Name a condition of Schedule 1 instead.',
      },
    },
  },
  {
    code: 'uk-gdpr-art10-law',
    rule: 'D3',
    name: 'Offences, authorised by law',
    statute: 'UK GDPR, Article 10; Data Protection Act 2018, section 10(5)',
    sentence:
      'The information is about offences or allegations of them, and domestic law authorises its processing. Name a condition of Schedule 1, Part 1, 2 or 3 as well.',
    effect: {
      type: 'condition',
      regime: 'uk-gdpr',
      for: 'sensitive-personal',
      with: {
        codes: [...SCHEDULE_1_CODES.part1, ...SCHEDULE_1_CODES.part2, ...SCHEDULE_1_CODES.part3],
        says: 'a condition of Part 1, 2 or 3 of Schedule 1 (Data Protection Act 2018, section 10(5))',
        example: 'dpa-2018-sch1-10',
      },
    },
  },
]

export const UK_GDPR: readonly LegalBasis[] = [
  ...rows(6, ARTICLE_6, { for: 'personal' }),
  ...rows(9, ARTICLE_9, { for: 'sensitive-personal', covers: 'special-categories' }),
  ...ARTICLE_10,
]
