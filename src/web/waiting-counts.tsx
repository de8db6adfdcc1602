import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { atDesk, mailbox } from './session.ts'
import { useLive } from './use-live.ts'
import type { Counts } from './worker/lists.ts'

/** What waits, in numbers, and of which mailbox: null for all of the person's. Null until it is known. */
export const waitingCounts = signal<{ of: string | null; counts: Counts } | null>(null)

/** The counts of the mailbox that is chosen now. */
export const countsNow = (): Counts | null =>
  waitingCounts.value?.of === mailbox.value ? waitingCounts.value.counts : null

/** Keeps the counts, for the navigation and whoever else shows them: once for all, since each takes four questions. */
export function KeepCounts() {
  const of = mailbox.value
  const answer = useLive(
    () => atDesk().counts({ mailbox: of }),
    [of],
    ({ list }) => list === 'inbox' || list === 'drafts',
  )
  useEffect(() => {
    waitingCounts.value = answer.state === 'there' ? { of, counts: answer.value } : null
  }, [answer, of])
  useEffect(
    () => () => {
      waitingCounts.value = null
    },
    [],
  )
  return null
}
