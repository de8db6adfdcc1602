import { counted } from '../../words.ts'
import type { Counts } from '../../worker/lists.ts'

/** What became more, in a sentence; empty where nothing did. */
export function newsWords(before: Counts, now: Counts): string {
  const more = (which: 'new' | 'overdue') => now[which].count - before[which].count
  return [
    ...(more('new') > 0 ? [`${counted(more('new'), 'new referral')} came in.`] : []),
    ...(more('overdue') > 0
      ? [`${more('overdue') === 1 ? 'One more answer is' : `${more('overdue')} more answers are`} overdue.`]
      : []),
  ].join(' ')
}
