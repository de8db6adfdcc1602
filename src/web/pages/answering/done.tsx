import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import { momentInWords } from '../../words.ts'
import type { Outcome } from '../../worker/submit.ts'
import type { Task } from './written.ts'

/** What was done, and what is left to show of it. */
export type Done = { outcome: Outcome | null; reference: string; thread: string; back: string }

const TITLES: Readonly<Record<Task, string>> = {
  reply: 'Reply sent',
  note: 'Note sent',
  return: 'Returned to its sender',
  decline: 'Declined',
}

/** That it was sent: its reference, and what happens next. What waits for a key has not been sent, and says so. */
export function DonePage({
  task,
  done: { outcome, reference, thread, back },
  marking,
}: {
  task: Task
  done: Done
  marking: string
}) {
  const waits = outcome?.outcome === 'waits' ? outcome : null
  const sent = outcome?.outcome === 'sent' ? outcome : null
  return (
    <Page key="done" title={waits ? 'Kept as a draft, not sent' : TITLES[task]} marking={marking}>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          {waits ? (
            <>
              {waits.why.map((sentence) => (
                <p class="govuk-body" key={sentence}>
                  {sentence}
                </p>
              ))}
              <p class="govuk-body">
                It waits, sealed, among your drafts until {momentInWords(waits.until)}.
                {task === 'return' ? ' Nothing was returned: do it again when the draft has gone.' : ''}
              </p>
            </>
          ) : (
            <Panel>
              {sent ? 'Its reference is' : 'The receipt is about'}
              <br />
              <strong>{sent?.reference ?? reference}</strong>
            </Panel>
          )}
          {waits ? null : (
            <>
              <h2 class="govuk-heading-m">What happens next</h2>
              <p class="govuk-body">{nextWords(task, reference, sent !== null)}</p>
              {sent === null ? null : (
                <p class="govuk-body">
                  {sent.entry === null
                    ? 'It was accepted. Its entry in the log is not published yet, and nothing leaves before it is.'
                    : `It is entry ${sent.entry} of the log; this browser has checked the proof.`}
                </p>
              )}
            </>
          )}
          <p class="govuk-body">
            <a class="govuk-link" href={`/thread/${thread}`}>
              See the exchange
            </a>
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href={back}>
              Go back to {reference}
            </a>
          </p>
        </div>
      </div>
    </Page>
  )
}

function nextWords(task: Task, reference: string, advised: boolean): string {
  switch (task) {
    case 'reply':
      return `It goes to whoever sent ${reference}, in the same exchange. You see there when they have opened it.`
    case 'note':
      return `It stands in the exchange of ${reference}, and asks for no answer. What was asked of you is still to be answered.`
    case 'return':
      return `Its sender has your signed receipt that you return ${reference}${advised ? ', and your advice as a sealed reply' : ''}. Auditors see the reason, and nothing of the advice.`
    case 'decline':
      return `Its sender has your signed receipt that you decline ${reference}. Auditors see the reason.`
    default:
      return task satisfies never
  }
}
