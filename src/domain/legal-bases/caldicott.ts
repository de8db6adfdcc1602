import { supporting } from '../legal-bases.ts'

/**
 * The Caldicott Principles, for agencies of health and social care: their Caldicott Guardian is consulted before
 * they share personal information (L10, U8, S4 §2.4.2.2).
 */

/** The seven of the guidance of 2010. */
export const CALDICOTT_1997 = supporting('L10', 'Caldicott Principles, as listed in the guidance of 2010', [
  [
    'caldicott-1',
    'Justify the purpose',
    'The purpose of using the information is stated, and justifies its use.',
  ],
  [
    'caldicott-2',
    'Only when necessary',
    'Personal information is used only where it is absolutely necessary.',
  ],
  ['caldicott-3', 'The minimum', 'The least personal information is used that the purpose needs.'],
  ['caldicott-4', 'Need to know', 'Only those who strictly need to know have access to the information.'],
  ['caldicott-5', 'Responsibility', 'Everybody with access is aware of their responsibilities for it.'],
  [
    'caldicott-6',
    'Action on awareness',
    'Action is taken so that all who work with the information know their obligation to respect confidentiality.',
  ],
  ['caldicott-7', 'Comply with the law', 'The law on using the information is understood and complied with.'],
])

/** The eight since December 2020; their numbers mean other things, so they have codes of their own. */
export const CALDICOTT_2020 = supporting('L10', 'Caldicott Principles, National Data Guardian, 2020', [
  [
    'caldicott-2020-1',
    'Justify the purpose',
    'Every purpose of using the confidential information is stated and justified.',
  ],
  [
    'caldicott-2020-2',
    'Only when necessary',
    'Confidential information is included only where the purpose needs it.',
  ],
  ['caldicott-2020-3', 'The minimum', 'The least confidential information is used that the purpose needs.'],
  [
    'caldicott-2020-4',
    'Need to know',
    'Only those who strictly need to know have access to confidential information.',
  ],
  [
    'caldicott-2020-5',
    'Responsibility',
    'Everybody with access to confidential information is aware of their responsibilities for it.',
  ],
  ['caldicott-2020-6', 'Comply with the law', 'Every use of confidential information is lawful.'],
  [
    'caldicott-2020-7',
    'Sharing matters as well',
    "Sharing information for somebody's own care matters as much as keeping it confidential.",
  ],
  [
    'caldicott-2020-8',
    'No surprises',
    'Patients and service users are told how their confidential information is used.',
  ],
])
