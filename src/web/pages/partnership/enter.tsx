import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { atDesk } from '../../session.ts'
import { useSending } from '../../use-sending.ts'
import { counted } from '../../words.ts'
import type { SignedStatement } from '../../worker/agreements.ts'
import { BACK } from './back.ts'
import { Lines } from './draft.tsx'
import { statementFiles } from './statement-files.ts'

/** Entering what roots have signed: it is judged here first, by the rules of the trust log. */
export default function Enter() {
  const [statement, setStatement] = useState<SignedStatement | null>(null)
  const [size, setSize] = useState<number | null>(null)
  const { errors, busy, send } = useSending()
  if (size !== null)
    return (
      <Page title="It counts from now on" back={BACK}>
        <NotificationBanner id="entered" title="Success" success>
          <p class="govuk-notification-banner__heading">It is record {size} of the trust log.</p>
        </NotificationBanner>
        <p class="govuk-body">
          Every client and the service judge by it from now on. The same agreement may come again when more
          have signed.
        </p>
      </Page>
    )
  if (statement !== null)
    return (
      <Page key="check" title="Check what you enter in the trust log" back={BACK} errors={errors}>
        <p class="govuk-body">
          A statement of the type <code>{statement.type}</code>, with{' '}
          {counted(statement.signatures, 'signature')}. By the rules of the trust log it counts, as this
          browser has judged it.
        </p>
        {statement.standing.length === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">Who has signed</h2>
            <p class="govuk-body">It counts for no agency that has not signed it.</p>
            <Lines lines={statement.standing} />
          </>
        )}
        <h2 class="govuk-heading-m">What it says</h2>
        <Lines lines={statement.lines} />
        <WarningText>What is entered stands in the trust log for ever.</WarningText>
        <div class="govuk-button-group">
          <Button
            busy={busy}
            onClick={() => void send([], async () => setSize(await atDesk().enterStatement(statement.id)))}
          >
            {busy ? 'Entering it in the trust log' : 'Enter it in the trust log'}
          </Button>
          <Button secondary onClick={() => setStatement(null)}>
            Choose other files
          </Button>
        </div>
      </Page>
    )
  const judge = async (form: HTMLFormElement) => {
    const { faults, given } = await statementFiles(new FormData(form))
    await send(
      faults,
      async () => {
        if (given) setStatement(await atDesk().judgeStatement(given.statement, given.beside))
      },
      () => 'signatures',
    )
  }
  return (
    <Page key="choose" title="Enter what roots have signed" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void judge(event.currentTarget)
          }}
        >
          <p class="govuk-body">
            An agreement, its annex, or an appointment of a liaison officer or deputy. What a root signed
            counts whoever brings it.
          </p>
          <FileUpload
            id="statement"
            label="The file that was signed"
            hint="As it was drafted, such as isp.json."
            accept=".json,application/json"
            error={errorOf(errors, 'statement')}
          />
          <FileUpload
            id="signatures"
            label="The signatures and certificates"
            hint="All files that came back, such as isp.json.council.asc. Choose several at once."
            accept=".asc"
            multiple
            error={errorOf(errors, 'signatures')}
          />
          <FileUpload
            id="private"
            label="The private part (of an appointment alone)"
            hint="Such as dlo.json.private.json: it is for its own agency and the service."
            accept=".json,application/json"
            error={errorOf(errors, 'private')}
          />
          <Button busy={busy}>{busy ? 'Judging it' : 'Continue'}</Button>
        </form>
      </div>
    </Page>
  )
}
