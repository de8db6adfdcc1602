import { supporting } from '../legal-bases.ts'

const ROWS: Parameters<typeof supporting>[2] = [
  [
    'common-law-required',
    'Required by law',
    'The law requires the confidential information to be shared, without the consent that would normally be sought.',
  ],
  [
    'common-law-crime',
    'Serious crime',
    'The confidential information is needed to prevent, detect or prosecute serious crime.',
  ],
  [
    'common-law-public-interest',
    'Public interest',
    'The public interest in this disclosure, to this extent, outweighs the duty of confidence.',
  ],
  [
    'common-law-harm',
    'Death or serious harm',
    'There is a risk of death or serious harm unless the confidential information is shared.',
  ],
  [
    'common-law-public-health',
    'Public health',
    'There is a public health interest in sharing the confidential information.',
  ],
  [
    'common-law-own-health',
    "The person's health",
    "Sharing the confidential information is in the interests of that person's health.",
  ],
  [
    'common-law-own-interest',
    "The person's interests",
    'Sharing the confidential information is in the interests of the person whom it concerns.',
  ],
]

/**
 * Why information held in confidence may be disclosed without consent, weighed case by case (L11, S4 §2.4.2.3).
 * Information that is effectively depersonalised is not held in confidence.
 */
export const CONFIDENTIALITY = supporting('L11', 'Common law duty of confidentiality', ROWS, 'confidence')
