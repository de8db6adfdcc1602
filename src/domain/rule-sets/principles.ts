import type { Principle } from '../rule-set.ts'

/** What holds for every disclosure of personal data, whatever its basis (D1, D4, S4 §2.4.2.5). */

type Rows = readonly (readonly [number: string, name: string, sentence: string])[]

const principles = (law: string, rows: Rows): Principle[] =>
  rows.map(([number, name, sentence], at) => ({
    rule: at === 0 ? 'D1' : 'D4',
    name,
    statute: `${law}${number}`,
    sentence,
  }))

export const PRINCIPLES_1998: readonly Principle[] = principles(
  'Data Protection Act 1998, Schedule 1, Part I, paragraph ',
  [
    [
      '1',
      'Fair and lawful',
      'Personal data is shared fairly and lawfully, on a condition of Schedule 2, and if it is sensitive on one of Schedule 3 as well.',
    ],
    ['2', 'Specific purpose', 'It is shared for a specific, lawful purpose, and not used for others.'],
    ['3', 'Adequate, relevant, not excessive', 'It is as much as the purpose needs, and no more.'],
    ['4', 'Accurate', 'It is accurate and, where necessary, kept up to date.'],
    ['5', 'Not kept too long', 'It is destroyed when it has been used for the purpose intended.'],
    ['6', 'Rights', 'The rights of the person whom it is about are respected.'],
    ['7', 'Secure', 'It is kept secure against unlawful use, accidental loss, destruction and damage.'],
    ['8', 'Transfers', 'It does not leave the European Economic Area without suitable protection.'],
  ],
)

export const PRINCIPLES_2018: readonly Principle[] = principles('UK GDPR, Article ', [
  [
    '5(1)(a)',
    'Lawful, fair and transparent',
    'Personal data is shared lawfully, fairly and openly, on a condition of Article 6, and if it is sensitive on one of Article 9 or 10 as well.',
  ],
  ['5(1)(b)', 'Purpose limitation', 'It is shared for a specific, lawful purpose, and not used for others.'],
  ['5(1)(c)', 'Data minimisation', 'It is as much as the purpose needs, and no more.'],
  ['5(1)(d)', 'Accuracy', 'It is accurate and, where necessary, kept up to date.'],
  ['5(1)(e)', 'Storage limitation', 'It is destroyed when it has been used for the purpose intended.'],
  [
    '5(1)(f)',
    'Integrity and confidentiality',
    'It is kept secure against unlawful use, accidental loss, destruction and damage.',
  ],
  ['5(2)', 'Accountability', 'Your agency can show that all this was observed.'],
  ['12 to 22', 'Rights', 'The rights of the person whom it is about are respected.'],
  ['44 to 49', 'Transfers', 'It does not leave the United Kingdom without suitable protection.'],
])
