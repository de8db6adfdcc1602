import { safeLines } from '../../domain/kinds/plain-text.ts'

/** So many characters of a stranger's text a page shows: a mail of 20 MB would keep it from everything else, its lock too, for most of a minute. */
const MOST_SHOWN = 200_000

/** Words that a stranger wrote as a page shows them, and what is to be said of what is left out. */
export function shownText(text: string): { text: string; remarks: string[] } {
  const whole = text.trimEnd()
  const shown = safeLines(whole.slice(0, MOST_SHOWN)).join('\n')
  if (whole.length <= MOST_SHOWN) return { text: shown, remarks: [] }
  return {
    text: shown,
    remarks: [
      `Only the first ${MOST_SHOWN} of its ${whole.length} characters are shown here: read all of it by the command despatch open.`,
    ],
  }
}
