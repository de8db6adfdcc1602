import { useEffect, useRef, useState } from 'preact/hooks'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import type { Judged } from '../../worker/compose/judge.ts'
import type { Composing } from './composing.ts'

/** How what is composed stands, asked again after each change; until the answer comes, the last one stays. */
export type Standing = { judged: Judged | null; asking: boolean; problem: string | null }

type Of = Pick<Composing, 'composition' | 'files'>

export function useJudged({ composition, files }: Of): Standing {
  const [standing, setStanding] = useState<Standing>({ judged: null, asking: true, problem: null })
  const newest = useRef<Of | null>(null)
  const asking = useRef(false)
  const left = useRef(false)
  const ask = async () => {
    // One question at a time: what changed meanwhile is asked about after it.
    if (asking.current) return
    asking.current = true
    setStanding((before) => ({ ...before, asking: true }))
    let asked: Of | null = null
    while (!left.current && newest.current !== null && asked !== newest.current) {
      asked = newest.current
      const next = await atDesk()
        .judge(asked.composition, asked.files)
        .then(
          (judged): Standing => ({ judged, asking: false, problem: null }),
          (error: unknown): Standing => ({ judged: null, asking: false, problem: failed(error).message }),
        )
      if (!left.current && asked === newest.current) setStanding(next)
    }
    asking.current = false
  }
  useEffect(() => {
    newest.current = { composition, files }
    void ask()
  }, [composition, files])
  useEffect(
    () => () => {
      left.current = true
    },
    [],
  )
  return standing
}
