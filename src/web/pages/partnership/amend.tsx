import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { dayInWords } from '../../words.ts'
import type { DraftedAmendment } from '../../worker/rules.ts'

const BACK = { href: '/partnership/rules', text: 'Back to the rule sets' }
/** No form is longer, in bytes. */
const FORM_LIMIT = 256 * 1024

type Step = { at: 'form' } | { at: 'check'; drafted: DraftedAmendment } | { at: 'done'; size: number }

/** Amending the rules of an agreement: a file says what changes; it is shown in words before it is signed. */
export default function Amend() {
  const [step, setStep] = useState<Step>({ at: 'form' })
  if (step.at === 'form') return <Form onDrafted={(drafted) => setStep({ at: 'check', drafted })} />
  if (step.at === 'check')
    return (
      <Check
        drafted={step.drafted}
        onBack={() => setStep({ at: 'form' })}
        onDone={(size) => setStep({ at: 'done', size })}
      />
    )
  return (
    <Page title="The rules are amended" back={BACK}>
      <NotificationBanner id="amended" title="Success" success>
        <p class="govuk-notification-banner__heading">It is record {step.size} of the trust log.</p>
      </NotificationBanner>
      <p class="govuk-body">
        From its day every client and the service judge by it. What was sent before stays judged by the rows
        of its own day.
      </p>
    </Page>
  )
}

function Form({ onDrafted }: { onDrafted(drafted: DraftedAmendment): void }) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Amend the rules of an agreement" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            const file = new FormData(event.currentTarget).get('file')
            const chosen = file instanceof File && file.size > 0 ? file : null
            void send(
              [
                ...(chosen === null
                  ? [{ field: 'file', message: 'Select the file that says what changes' }]
                  : []),
                ...(chosen !== null && chosen.size > FORM_LIMIT
                  ? [{ field: 'file', message: 'The file must be smaller than 256 KB' }]
                  : []),
                ...missingOf(textOf, [['reason', 'Enter why, with the statute or instrument']]),
              ],
              async () => {
                const text = (await chosen?.text()) ?? ''
                onDrafted(await atDesk().draftRules(text, textOf('reason').trim()))
              },
              () => 'file',
            )
          }}
        >
          <p class="govuk-body">
            A legal basis, a descriptor or a level of marking is added, ended or resumed from a day on. Who
            may sign, and which rules there are, no amendment changes.
          </p>
          <FileUpload
            id="file"
            label="What changes"
            hint="A JSON file. It is read in this browser."
            accept=".json,application/json"
            error={errorOf(errors, 'file')}
          />
          <TextInput
            id="reason"
            label="Why?"
            hint="A sentence that cites the statute or instrument. Everybody in the partnership reads it: name nobody."
            autocomplete="off"
            spellcheck
            error={errorOf(errors, 'reason')}
          />
          <div class="govuk-button-group">
            <Button busy={busy}>Continue</Button>
            <Button
              secondary
              busy={busy}
              onClick={() =>
                void send([], async () =>
                  saveFile([await atDesk().amendmentExample()], 'example-amendment.json'),
                )
              }
            >
              Download an example to begin from
            </Button>
          </div>
        </form>
      </div>
    </Page>
  )
}

function Check({
  drafted: { agreement, ruleSet, edition, from, by, reason, changes },
  onBack,
  onDone,
}: {
  drafted: DraftedAmendment
  onBack(): void
  onDone(size: number): void
}) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Check the amendment before you sign it" errors={errors}>
      <SummaryList
        rows={[
          { key: 'Agreement', value: agreement },
          { key: 'Rules', value: `${ruleSet}, edition ${edition}` },
          { key: 'From', value: dayInWords(from) },
          { key: 'Signed for', value: by },
          { key: 'Why', value: reason },
          { key: 'What changes', value: changes.join('\n') },
        ]}
      />
      <WarningText>It stands in the trust log for ever, signed by your own key.</WarningText>
      <div class="govuk-button-group">
        <Button busy={busy} onClick={() => void send([], async () => onDone(await atDesk().enterRules()))}>
          {busy ? 'Entering it' : 'Sign it and enter it'}
        </Button>
        <Button secondary onClick={onBack}>
          Change something
        </Button>
      </div>
    </Page>
  )
}
