/** What the register can be narrowed by, in the order in which it is asked. */
export const FILTER_NAMES = [
  'agency',
  'mailbox',
  'kind',
  'basis',
  'marking',
  'dataClass',
  'state',
  'reference',
  'since',
  'until',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]

/** Each as it stands in an address; what is left out narrows nothing. */
export type Filters = Partial<Record<FilterName, string>>
