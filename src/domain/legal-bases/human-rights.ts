import { supporting } from '../legal-bases.ts'

/** The grounds of Article 8(2) on which private life may be interfered with (L9, S4 §2.4.2.1). */
export const HUMAN_RIGHTS = supporting('L9', 'Human Rights Act 1998, Schedule 1, Article 8(2)', [
  [
    'hra-1998-art8-security',
    'National security',
    'Interfering with private life is lawful and necessary in the interests of national security.',
  ],
  [
    'hra-1998-art8-safety',
    'Public safety',
    'Interfering with private life is lawful and necessary for public safety.',
  ],
  [
    'hra-1998-art8-economy',
    'Economic wellbeing of the country',
    'Interfering with private life is lawful and necessary for the economic wellbeing of the country.',
  ],
  [
    'hra-1998-art8-crime',
    'Preventing crime or disorder',
    'Interfering with private life is lawful and necessary to prevent crime or disorder.',
  ],
  [
    'hra-1998-art8-health',
    'Protecting health or morals',
    'Interfering with private life is lawful and necessary to protect health or morals.',
  ],
  [
    'hra-1998-art8-rights',
    'Protecting the rights of others',
    'Interfering with private life is lawful and necessary to protect the rights or freedoms of others.',
  ],
])
