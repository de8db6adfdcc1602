import { useEffect, useRef, useState } from 'preact/hooks'
import type { Counts } from '../../worker/lists.ts'
import { newsWords } from './news-words.ts'

/** Says what came since the page was shown, for those who cannot see the numbers change; nothing at first. */
export function News({ counts, of }: { counts: Counts | null; of: string | null }) {
  const before = useRef<{ of: string | null; counts: Counts } | null>(null)
  const [words, setWords] = useState('')
  useEffect(() => {
    if (counts === null) return
    const last = before.current
    before.current = { of, counts }
    // Of another mailbox other numbers are no news.
    setWords(last === null || last.of !== of ? '' : newsWords(last.counts, counts))
  }, [counts, of])
  return (
    <p class="govuk-visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  )
}
