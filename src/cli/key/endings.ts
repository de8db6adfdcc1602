import type { Ending } from '../../sdk/keys/ending.ts'

/** What ends soon, or has ended, as lines for a person. */
export const endingLines = (endings: readonly Ending[]): string[] =>
  endings.map(({ what, ends, days, todo }) =>
    days < 0
      ? `ENDED ${ends}: ${what}. ${todo}`
      : `Ends ${ends} (in ${days} ${days === 1 ? 'day' : 'days'}): ${what}. ${todo}`,
  )
