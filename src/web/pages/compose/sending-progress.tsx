import { useEffect, useState } from 'preact/hooks'
import { atDesk } from '../../session.ts'
import { sizeInWords } from '../../words.ts'
import type { Progress, Stage } from '../../worker/compose/progress.ts'

const STAGES: readonly { stage: Stage; words: string }[] = [
  { stage: 'reading', words: 'The files are being read' },
  { stage: 'asking', words: 'The rules are being asked' },
  { stage: 'sealing', words: 'It is being sealed on this machine' },
  { stage: 'sending', words: 'It is being sent, and its log entry checked' },
]

const BEGUN: Progress = { stage: 'idle', uploaded: null }

/** How far the sealing and the sending have come. */
export function SendingProgress({ files }: { files: readonly File[] }) {
  const [{ stage, uploaded }, setProgress] = useState<Progress>(BEGUN)
  useEffect(() => {
    let left = false
    const follow = async () => {
      let known = BEGUN
      while (!left && known.stage !== 'done') {
        known = await atDesk().sendingProgress(known)
        if (!left) setProgress(known)
      }
    }
    // Whatever goes wrong in the sending is told by the sending.
    follow().catch(() => undefined)
    return () => {
      left = true
    }
  }, [])
  const at = STAGES.findIndex((one) => one.stage === stage)
  // The last step is done as far as its bytes have gone; of the others nobody can say.
  const gone = uploaded === null || uploaded.whole === 0 ? 0 : uploaded.gone / uploaded.whole
  const size = files.reduce((sum, file) => sum + file.size, 0)
  const words = `${STAGES[Math.max(at, 0)]?.words}${size > 0 ? `, with ${sizeInWords(size)} of files` : ''}.`
  return (
    <div class="govuk-form-group">
      <label class="govuk-label" for="sending">
        Sending
      </label>
      <progress class="app-progress" id="sending" max={STAGES.length} value={Math.max(at, 0) + gone}>
        {words}
      </progress>
      <p class="govuk-body" role="status">
        {words}
      </p>
      {uploaded === null ? null : (
        <p class="govuk-body" id="gone">
          {sizeInWords(uploaded.gone)} of {sizeInWords(uploaded.whole)} sent, sealed.
        </p>
      )}
    </div>
  )
}
