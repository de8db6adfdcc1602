import { useEffect, useState } from 'preact/hooks'
import { atDesk, type Searched } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { counted } from '../../words.ts'
import type { Results } from '../../worker/search/search.ts'

/** So many of what was found are shown at once. */
export const PAGE = 50

/** So often it is asked how far the reading of the lists is, ms. */
const TELL_MS = 500

export type Search = { results: Results | null; error: string | null; busy: boolean; read: number }

/** Asks the worker for what was found. What was found before stays until then, so that the page does not jump. */
export function useSearch(asked: Searched | null): Search {
  const [shown, setShown] = useState<Search>({
    results: null,
    error: null,
    busy: asked !== null,
    read: 0,
  })
  const of = JSON.stringify(asked)
  useEffect(() => {
    if (asked === null) return
    let left = false
    const tell = (changes: Partial<Search>) => left || setShown((before) => ({ ...before, ...changes }))
    tell({ busy: true, error: null })
    const { from, ...which } = asked
    const desk = atDesk()
    const timer = setInterval(
      () =>
        void desk.searchProgress().then(
          (read) => tell({ read }),
          () => undefined,
        ),
      TELL_MS,
    )
    desk
      .search({ ...which, from, most: PAGE })
      .then(
        (results) => tell({ results, busy: false }),
        (error: unknown) => tell({ results: null, error: failed(error).message, busy: false }),
      )
      .finally(() => clearInterval(timer))
    return () => {
      left = true
      clearInterval(timer)
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
export const foundWords = ({ total }: Pick<Results, 'total'>): string =>
  total === 0 ? 'Nothing found' : `${counted(total, 'referral')} found`
