import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { textsOf, useSending } from '../../use-sending.ts'
import { BACK } from './back.ts'
import { REVOCATION_CHOICES, reasonChosen } from './revocation-reasons.ts'

/** Revoking the key of a mailbox, which cannot be undone; the revocation is saved, for partners who use gpg. */
export default function RevokeMailbox() {
  const { id = '' } = useRoute().params
  const answer = useAnswer(() => atDesk().mailboxKeys(id), [id])
  const [revocation, setRevocation] = useState<string | null>(null)
  const { errors, busy, send } = useSending()
  if (revocation !== null)
    return (
      <Page title="The key is revoked" back={BACK}>
        <NotificationBanner id="revoked" title="Success" success>
          <p class="govuk-notification-banner__heading">Nothing is sealed to that key any more.</p>
        </NotificationBanner>
        <h2 class="govuk-heading-m">What happens next</h2>
        <p class="govuk-body">
          Partners in the service know it by the trust log. Send the revocation to the partners who write by
          mail: their mail programs take it as they take a key.
        </p>
        <Button onClick={() => saveFile([revocation], 'revocation.asc')}>Save the revocation</Button>
      </Page>
    )
  return (
    <Page title="Revoke the key of a mailbox for good" back={BACK} errors={errors}>
      <Waiting answer={answer} words="Looking up the mailbox">
        {({ address }) => (
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              const reason = reasonChosen(textsOf(event.currentTarget)('reason'))
              void send(reason ? [] : [{ field: 'reason', message: 'Select why' }], async () => {
                if (reason) setRevocation(await atDesk().revokeKey(id, reason))
              })
            }}
          >
            <WarningText>
              This cannot be undone. Nothing is sealed to the key of {address} any more, and partners have to
              learn another. When somebody merely leaves, take the mailbox from them instead.
            </WarningText>
            <Radios id="reason" label="Why?" choices={REVOCATION_CHOICES} error={errorOf(errors, 'reason')} />
            <Button busy={busy}>{busy ? 'Entering it in the trust log' : 'Revoke the key'}</Button>
          </form>
        )}
      </Waiting>
    </Page>
  )
}
