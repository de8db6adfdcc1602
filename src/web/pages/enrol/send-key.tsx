import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { textsOf, useSending } from '../../use-sending.ts'
import type { NewKit } from '../../worker/enrol.ts'
import { twoOf, wrongWords } from './problems.ts'

/** Whether the kit was kept, asked by two of its words; then the key is sent, which ends what can be changed. */
export function SendKey({
  kit: { words },
  button = 'Enrol with this key',
  onSend,
  onBack,
}: {
  kit: NewKit
  button?: string
  onSend(): Promise<void>
  onBack(): void
}) {
  const [asked] = useState(() => twoOf(words.length))
  const { errors, busy, send } = useSending()
  return (
    <Page title="Check that you have kept your kit" errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void send(wrongWords(words, asked, textsOf(event.currentTarget)), onSend)
          }}
        >
          <p class="govuk-body">Look at your printed kit or its file, and enter two of its words.</p>
          {asked.map((number) => (
            <TextInput
              key={number}
              id={`word-${number}`}
              label={`Word ${number}`}
              autocomplete="off"
              width="20"
              error={errorOf(errors, `word-${number}`)}
            />
          ))}
          <p class="govuk-body">Once you continue, the words are not shown again.</p>
          <div class="govuk-button-group">
            <Button busy={busy}>{busy ? 'Sending' : button}</Button>
            <Button secondary onClick={onBack}>
              Show the words again
            </Button>
          </div>
        </form>
      </div>
    </Page>
  )
}
