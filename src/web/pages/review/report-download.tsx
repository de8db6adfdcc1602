import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'

/** The report of a review as a file: a draft before it is signed, and then the very one that was signed. */
export function ReportDownload({ review, signed }: { review: string; signed: boolean }) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const download = async (): Promise<void> => {
    setBusy(true)
    setSaid('Making the report in this browser.')
    try {
      const { archive, name, draft } = await atDesk().reviewReport(review)
      saveFile([archive], name)
      setSaid(
        `${name} was given to your browser. ${draft ? 'It is a draft, and says so.' : 'Unpack it and read report.html.'} It is RESTRICTED: keep it where such files belong.`,
      )
    } catch (error) {
      setSaid(failed(error).message)
    }
    setBusy(false)
  }
  return (
    <>
      <Button secondary busy={busy} onClick={() => void download()}>
        {signed ? 'Download the signed report' : 'Download a draft of the report'}
      </Button>
      <p class="govuk-body app-words" role="status">
        {said}
      </p>
    </>
  )
}
