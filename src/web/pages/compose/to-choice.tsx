import { WarningText } from '../../components/notices.tsx'
import type { Offered } from '../../worker/compose/recipients.ts'
import { change } from './composing.ts'
import { MailboxesChoice } from './mailboxes-choice.tsx'

/** The id of the question whom it goes to. */
export const TO_FIELD = 'to'

/** The mailboxes of the partnership, the usual ones first, and the lists that the sending one keeps. */
export function ToChoice({
  offered,
  to,
  error,
}: {
  offered: Offered
  to: readonly string[]
  error: string | undefined
}) {
  const { mailboxes, lists, listsProblem } = offered
  return (
    <>
      {listsProblem === null ? null : <WarningText>{listsProblem}</WarningText>}
      {lists.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-s">Lists of your mailbox</h2>
          <ul class="govuk-list">
            {lists.map(({ name, members }) => (
              <li key={name} class="app-words">
                <button
                  type="button"
                  class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1"
                  onClick={() => change({ to: [...new Set([...to, ...members])] })}
                >
                  Add the list {name}
                </button>
                <div class="govuk-hint">
                  {members.length === 1 ? '1 mailbox' : `${members.length} mailboxes`}: {members.join(', ')}
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      <MailboxesChoice
        id={TO_FIELD}
        label="Mailboxes"
        hint="Those to which such a referral usually goes stand first."
        mailboxes={mailboxes}
        chosen={to}
        error={error}
        onChange={(chosen) => change({ to: chosen })}
      />
      <p class="govuk-body">
        <a class="govuk-link" href="/recipient-lists">
          {lists.length === 0 ? 'Keep a list of mailboxes that you often send to' : 'Change your lists'}
        </a>
        . What you have entered here stays, and you can go on with it from there.
      </p>
    </>
  )
}
