/**
 * The points at which a watch's process can be killed: before or after it gives a file a name, so many times after
 * the first. What else it has done by then follows from the order of its steps.
 */
type Point = { name: RegExp; times: number; when: 'before' | 'after' }

const ENTRY = /pending\/[^/]+\/entry\.json$/

export const DEATH_POINTS = {
  'the prepared referral was written down': { name: ENTRY, times: 1, when: 'after' },
  'it was accepted, and the answer lost': { name: ENTRY, times: 2, when: 'before' },
  'its end was written down': { name: ENTRY, times: 2, when: 'after' },
  'the receipt was written': { name: /sent\/.*\.receipt\.json$/, times: 1, when: 'after' },
  'one file was taken in hand': { name: /\/taken-0$/, times: 1, when: 'after' },
  'one file had both its names': { name: /sent\/[^/]*(?<!\.receipt)\.json$/, times: 1, when: 'after' },
  'one file was moved': { name: /\/taken-1$/, times: 1, when: 'before' },
  'the files were moved': { name: /\/ledger\/[^/]+$/, times: 1, when: 'before' },
  'the ledger was written': { name: /\/ledger\/[^/]+$/, times: 1, when: 'after' },
  'a reason was written': { name: /refused\/.*\.reason\.txt$/, times: 1, when: 'after' },
} as const satisfies Record<string, Point>

export type DeathPoint = keyof typeof DEATH_POINTS

export const isDeathPoint = (value: unknown): value is DeathPoint =>
  typeof value === 'string' && Object.hasOwn(DEATH_POINTS, value)
