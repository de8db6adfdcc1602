import { useEffect, useState } from 'preact/hooks'
import { atDesk } from '../../session.ts'
import { sizeInWords } from '../../words.ts'
import type { Stage } from '../../worker/compose/send.ts'

const STAGES: readonly { stage: Stage; words: string }[] = [
  { stage: 'reading', words: 'The files are being read' },
  { stage: 'asking', words: 'The rules are being asked' },
  { stage: 'sealing', words: 'It is being sealed on this machine' },
  { stage: 'sending', words: 'It is being sent, and its log entry checked' },
]

/** How far the sealing and the sending have come. */
export function SendingProgress({ files }: { files: readonly File[] }) {
  const [stage, setStage] = useState<Stage>('idle')
  useEffect(() => {
    let left = false
    const follow = async () => {
      let known: Stage = 'idle'
      while (!left && known !== 'done') {
        known = await atDesk().sendingStage(known)
        if (!left) setStage(known)
      }
    }
    // Whatever goes wrong in the sending is told by the sending.
    follow().catch(() => undefined)
    return () => {
      left = true
    }
  }, [])
  const at = STAGES.findIndex((one) => one.stage === stage)
  const size = files.reduce((sum, file) => sum + file.size, 0)
  const words = `${STAGES[Math.max(at, 0)]?.words}${size > 0 ? `, with ${sizeInWords(size)} of files` : ''}.`
  return (
    <div class="govuk-form-group">
      <label class="govuk-label" for="sending">
        Sending
      </label>
      <progress class="app-progress" id="sending" max={STAGES.length} value={at + 1}>
        {words}
      </progress>
      <p class="govuk-body" role="status">
        {words}
      </p>
    </div>
  )
}
