import type { Readers } from '../../../sdk/keys/who-reads.ts'
import { capitalised } from '../../words.ts'

/** Exactly who can open it, as the trust log says: each mailbox with its agency, and one's own colleagues by name. */
export const WhoReads = ({ readers }: { readers: readonly Readers[] }) =>
  readers.length === 0 ? (
    <p class="govuk-body">Nobody yet: choose whom it goes to.</p>
  ) : (
    <ul class="govuk-list govuk-list--bullet" id="readers">
      {readers.map(({ mailbox, agency, says, members }) => (
        <li key={mailbox} class="app-words">
          <strong>{mailbox}</strong>
          {agency === null ? '' : ` (${agency})`}: {capitalised(says)}.
          {members === null ? '' : ` Members: ${members.join(', ') || 'nobody in office'}.`}
        </li>
      ))}
    </ul>
  )
