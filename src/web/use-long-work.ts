import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Answer, failed } from './use-answer.ts'

const LOOK_MS = 200

/** Something of the worker that takes its time, as a page looks at it. */
export type Looked<T> = {
  answer: Answer<T>
  /** what gets the focus when a button that was pressed is gone */
  place: RefObject<HTMLDivElement | null>
  /** begins it, and looks from now on; it may take minutes, and whoever goes to another page finds it here again */
  start(begin: () => Promise<void>): void
}

/**
 * Looks how something stands, again and again while it runs.
 * @param standing how a value of it stands: `running`, or something else
 */
export function useLongWork<T>(look: () => Promise<T>, standing: (value: T) => string): Looked<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'waiting' })
  const [round, setRound] = useState(0)
  const place = useRef<HTMLDivElement>(null)
  /** whether the person pressed a button that is gone now: the focus goes where it was */
  const pressed = useRef(false)
  useEffect(() => {
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const lookAgain = async (): Promise<void> => {
      try {
        const value = await look()
        if (left) return
        setAnswer({ state: 'there', value })
        if (standing(value) === 'running') timer = setTimeout(() => void lookAgain(), LOOK_MS)
      } catch (error) {
        if (!left) setAnswer({ state: 'failed', error: failed(error) })
      }
    }
    void lookAgain()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [round])
  const now = answer.state === 'there' ? standing(answer.value) : null
  useEffect(() => {
    if (pressed.current) place.current?.focus()
    pressed.current = now === 'running' && pressed.current
  }, [now])
  return {
    ...{ answer, place },
    start(begin) {
      pressed.current = true
      begin().catch((error: unknown) => setAnswer({ state: 'failed', error: failed(error) }))
      setRound(round + 1)
    },
  }
}
