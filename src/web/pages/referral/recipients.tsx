import { RecipientStanding } from '../../components/recipient-standing.tsx'
import type { Recipient } from '../../worker/recipients.ts'

/** How it stands with each recipient, and what that rests on. One who received it sees their own mailbox alone. */
export const Recipients = ({ recipients }: { recipients: readonly Recipient[] }) =>
  recipients.length === 0 ? null : (
    <>
      <h2 class="govuk-heading-m">Delivered to</h2>
      {recipients.map((recipient) => (
        <RecipientStanding key={recipient.mailbox} {...recipient} />
      ))}
    </>
  )
