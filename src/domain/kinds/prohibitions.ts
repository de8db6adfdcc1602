/** What an order can keep somebody from (S0: gangs kept from places, from one another and from gathering in numbers). */
export const PROHIBITIONS = {
  'exclusion-area': 'Area to keep out of',
  'non-association': 'People not to meet',
  'group-size': 'Size of group',
  conduct: 'Conduct',
  other: 'Other',
} as const
