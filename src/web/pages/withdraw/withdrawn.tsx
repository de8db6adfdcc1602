import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import type { WithdrawFrom } from '../../worker/withdraw.ts'

type WithdrawnProps = {
  recipients: readonly WithdrawFrom[]
  reference: string
  thread: string
  marking: string
  back: { href: string; text: string }
}

/** From whom it was taken back, and who keeps it. */
export function Withdrawn({ recipients, reference, thread, marking, back }: WithdrawnProps) {
  const kept = recipients.filter(({ obstacle }) => obstacle !== null)
  const gone = recipients.filter(({ obstacle }) => obstacle === null)
  return (
    <Page key="done" title={gone.length === 0 ? 'Not withdrawn' : 'Withdrawn'} marking={marking}>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          {gone.length === 0 ? null : (
            <Panel>
              You have withdrawn
              <br />
              <strong>{reference}</strong>
            </Panel>
          )}
          {kept.length === 0 ? null : (
            <InsetText>
              {kept.map(({ mailbox, obstacle }) => (
                <p class="govuk-body app-words" key={mailbox}>
                  Not withdrawn from {mailbox}: {obstacle}. Ask them to return it.
                </p>
              ))}
            </InsetText>
          )}
          <h2 class="govuk-heading-m">What happens next</h2>
          {gone.length === 0 ? null : (
            <p class="govuk-body app-words">
              {gone.map(({ mailbox }) => mailbox).join(', ')} cannot open it any more, and sees that you
              withdrew it and why. Your own copy stays with you.
            </p>
          )}
          <p class="govuk-body">
            <a class="govuk-link" href={`/thread/${thread}`}>
              See the exchange
            </a>
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href={back.href}>
              Go back to {reference}
            </a>
          </p>
        </div>
      </div>
    </Page>
  )
}
