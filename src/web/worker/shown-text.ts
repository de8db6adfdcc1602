import { safeLines } from '../../domain/kinds/plain-text.ts'

/** So many characters of a stranger's words a page shows: a mail of 20 MB would keep it from everything else, its lock too, for most of a minute. */
const MOST_SHOWN = 200_000

type Shown = { text: string; remarks: string[] }

/** Words that a stranger wrote as a page shows them, and what is to be said of what is left out: of all the parts of one mail, in their order. */
export function shownTexts(): (text: string) => Shown {
  let left = MOST_SHOWN
  return (text) => {
    const whole = text.trimEnd()
    const shown = whole.slice(0, left)
    left -= shown.length
    return {
      text: safeLines(shown).join('\n'),
      remarks:
        shown.length === whole.length
          ? []
          : [
              `Only the first ${shown.length} of its ${whole.length} characters are shown here: read all of it by the command despatch open.`,
            ],
    }
  }
}
