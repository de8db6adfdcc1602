import { useEffect, useRef } from 'preact/hooks'
import { type Idle, watchIdle } from '../idle.ts'
import { lock, saveNow } from '../session.ts'
import { Button } from './button.tsx'

const INPUT = ['keydown', 'pointerdown', 'wheel', 'touchstart'] as const

/** Locks after a quarter of an hour without input, and says so a minute before. */
export function IdleLock() {
  const dialog = useRef<HTMLDialogElement>(null)
  const idle = useRef<Idle>(null)
  useEffect(() => {
    const watching = watchIdle({
      warn: () => {
        saveNow()
        dialog.current?.showModal()
      },
      calm: () => dialog.current?.close(),
      lock: () =>
        lock('Despatch was locked, since nothing was done for 15 minutes. Sign in to go on where you were.'),
    })
    idle.current = watching
    const input = () => watching.input()
    for (const name of INPUT) addEventListener(name, input, { passive: true })
    return () => {
      watching.end()
      for (const name of INPUT) removeEventListener(name, input)
    }
  }, [])
  return (
    <dialog class="app-warning-box" ref={dialog} aria-labelledby="idle-heading">
      <h2 class="govuk-heading-m" id="idle-heading">
        Despatch will be locked in a minute
      </h2>
      <p class="govuk-body">
        Nothing was done for 14 minutes. What is open here will be closed, and you will have to sign in again.
      </p>
      <Button onClick={() => idle.current?.input()}>Stay signed in</Button>
    </dialog>
  )
}
