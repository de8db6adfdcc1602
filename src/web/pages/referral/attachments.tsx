import { useState } from 'preact/hooks'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { Tag } from '../../components/tag.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { sizeInWords } from '../../words.ts'
import type { Attachment } from '../../worker/referral.ts'

/**
 * The name under which it is saved. Browsers keep it in their history, long after the file is gone, and what its sender called it may
 * name somebody. What sort of file it is, whoever opens it has to know.
 */
const savedName = (reference: string, at: number, name: string): string =>
  `${reference}-${at + 1}${/\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? ''}`

/** What is attached, with its size; each is opened in the session worker, and given to the browser to be saved when it is asked for. */
export function Attachments({
  attachments,
  of,
  reference,
}: {
  attachments: readonly Attachment[]
  of: string
  reference: string
}) {
  const [problem, setProblem] = useState<string | null>(null)
  if (attachments.length === 0) return null
  const savedNames = attachments.map(({ name }, at) => savedName(reference, at, name))
  const download = (at: number) => async () => {
    try {
      saveFile([await atDesk().attachment(of, at)], savedNames[at] ?? reference)
    } catch (error) {
      setProblem(failed(error).message)
    }
  }
  return (
    <>
      <h2 class="govuk-heading-m">Attached</h2>
      <ErrorSummary errors={problem === null ? [] : [{ field: null, message: problem }]} />
      <p class="govuk-body">
        Your browser keeps a list of what it downloads. So that the list tells of nobody,{' '}
        {attachments.length === 1
          ? `it is saved as ${savedNames[0]}.`
          : `each is saved as the reference and its number here, such as ${savedNames[0]}.`}
      </p>
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
                onClick={() => void download(at)()}
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
