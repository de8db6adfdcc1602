import type { DisclosureRow } from '../../../domain/wire/register-response.ts'
import { Button } from '../../components/button.tsx'
import { WarningText } from '../../components/notices.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { saveFile } from '../../save-file.ts'
import type { Answer } from '../../use-answer.ts'
import type { Proved } from '../../worker/audit/disclosure.ts'

/** That a disclosure stands in the log, worked out in this browser and said in words. */
export function Proof({ row, proved }: { row: DisclosureRow; proved: Answer<Proved> }) {
  return (
    <>
      <h2 class="govuk-heading-m">Proof</h2>
      <Waiting answer={proved} words="Checking the proof in this browser">
        {({ holds, words, file }) => (
          <>
            {holds ? (
              <p class="govuk-body govuk-!-font-weight-bold">The proof holds.</p>
            ) : (
              <WarningText>The proof does not hold, or is not whole. Read why.</WarningText>
            )}
            {words.map((sentence) => (
              <p class="govuk-body app-words" key={sentence}>
                {sentence}
              </p>
            ))}
            {file === null ? null : (
              <>
                <Button
                  secondary
                  onClick={() => saveFile([new TextEncoder().encode(file)], `${row.reference}.tlog-proof`)}
                >
                  Download the proof
                </Button>
                <p class="govuk-body">
                  The file is a C2SP tlog-proof: anybody can check it without this service. It holds no
                  content and no name.
                </p>
              </>
            )}
          </>
        )}
      </Waiting>
    </>
  )
}
