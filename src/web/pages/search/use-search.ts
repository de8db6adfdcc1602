import { useEffect, useState } from 'preact/hooks'
import { atDesk, type Searched } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { counted } from '../../words.ts'
import type { Results } from '../../worker/search/search.ts'

/** So many of what was found are shown at once. */
export const PAGE = 50

/** `busy`: something is searched for, and what is shown may not be all of it, or of what was searched for before. */
export type Search = { results: Results | null; error: string | null; busy: boolean }

/**
 * Asks the worker for what was found, and again while it is still reading the lists. What was found before stays until something is, so
 * that the page does not jump.
 */
export function useSearch(asked: Searched | null): Search {
  const [shown, setShown] = useState<Search>({
    results: null,
    error: null,
    busy: asked !== null,
  })
  const of = JSON.stringify(asked)
  useEffect(() => {
    if (asked === null) return
    let left = false
    const tell = (changes: Partial<Search>) => left || setShown((before) => ({ ...before, ...changes }))
    tell({ busy: true, error: null })
    const { from, ...which } = asked
    const desk = atDesk()
    const search = async (): Promise<void> => {
      for (let reading = true; reading && !left; ) {
        const results = await desk.search({ ...which, from, most: PAGE })
        reading = results.reading
        tell({ results, busy: reading })
      }
    }
    search().catch((error: unknown) => tell({ results: null, error: failed(error).message, busy: false }))
    return () => {
      left = true
    }
  }, [of])
  return shown
}

/** What a screen reader hears of it. */
export function statusWords(asked: Searched | null, results: Results | null, busy: boolean): string {
  if (asked === null) return ''
  if (busy) return 'Searching'
  return results === null ? '' : foundWords(results)
}

/** How many were found. */
export const foundWords = ({ total, reading }: Pick<Results, 'total' | 'reading'>): string =>
  `${total === 0 ? 'Nothing found' : `${counted(total, 'referral')} found`}${reading ? ' so far' : ''}`
