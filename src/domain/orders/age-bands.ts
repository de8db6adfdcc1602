/** Ages in whole years, both included. */
export type AgeRange = { least: number; most: number }

/** Beyond every age: somebody of 18 or over has no greatest age. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER

/**
 * The ages that the law of orders tells apart, for somebody whose date of birth is not known: 10 (nobody younger is
 * subject to an order), 16 (a community protection notice), 17 (reviews of 2010) and 18. `says` stands in the text of
 * orders that were sent: it never changes under a version of the rendering.
 */
const BANDS = {
  'under-10': { least: 0, most: 9, says: 'under 10' },
  '10-15': { least: 10, most: 15, says: '10 to 15' },
  '16': { least: 16, most: 16, says: '16' },
  '17': { least: 17, most: 17, says: '17' },
  adult: { least: 18, most: NO_LIMIT, says: '18 or over' },
} as const satisfies Record<string, AgeRange & { says: string }>

export type AgeBand = keyof typeof BANDS

export const AGE_BANDS: readonly AgeBand[] = ['under-10', '10-15', '16', '17', 'adult']

/** The ages in a band. */
export function agesOf(band: AgeBand): AgeRange {
  const { least, most } = BANDS[band]
  return { least, most }
}

/** A band in words: `10 to 15`. */
export function bandInWords(band: AgeBand): string {
  return BANDS[band].says
}
