import { useState } from 'preact/hooks'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { Tag } from '../../components/tag.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { sizeInWords } from '../../words.ts'
import type { Attachment } from '../../worker/referral.ts'

/** What is attached, with its size; each is opened in the session worker, and given to the browser to be saved when it is asked for. */
export function Attachments({ attachments, of }: { attachments: readonly Attachment[]; of: string }) {
  const [problem, setProblem] = useState<string | null>(null)
  if (attachments.length === 0) return null
  const download = (at: number, name: string) => async () => {
    try {
      saveFile([await atDesk().attachment(of, at)], name)
    } catch (error) {
      setProblem(failed(error).message)
    }
  }
  return (
    <>
      <h2 class="govuk-heading-m">Attached</h2>
      <ErrorSummary errors={problem === null ? [] : [{ field: null, message: problem }]} />
      <ul class="govuk-list">
        {attachments.map(({ name, type, size, remarks }, at) => (
          <li key={at} class="govuk-!-margin-bottom-4 app-words">
            <strong>{name}</strong> ({type}, {sizeInWords(size)})
            {remarks.length === 0 ? null : (
              <>
                {' '}
                <Tag text="Suspicious" colour="red" />
              </>
            )}
            {remarks.map((remark) => (
              <div key={remark} class="govuk-error-message">
                {remark}
              </div>
            ))}
            <div>
              <button
                type="button"
                class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0 govuk-!-margin-top-1"
                onClick={() => void download(at, name)()}
              >
                Download<span class="govuk-visually-hidden"> {name}</span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
