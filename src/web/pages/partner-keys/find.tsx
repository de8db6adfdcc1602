import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk } from '../../session.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { BACK, changeWords } from './words.ts'

/** Having the service ask a partner's domain for a key; what it finds waits like every other. */
export default function FindKey() {
  const { route } = useLocation()
  const [said, setSaid] = useState(false)
  const { errors, busy, send } = useSending()
  return (
    <Page title="Ask a partner’s domain for a key" back={BACK} errors={errors}>
      {said ? (
        <NotificationBanner id="said" title="Success" success>
          <p class="govuk-notification-banner__heading">{changeWords('same')} Nothing waits.</p>
        </NotificationBanner>
      ) : null}
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            setSaid(false)
            void send(
              missingOf(textOf, [['mailbox', 'Enter the address of the mailbox']]),
              async () => {
                const id = await atDesk().findPartnerKey(textOf('mailbox').trim().toLowerCase())
                if (id === null) setSaid(true)
                else route(`/agency/keys/${id}`)
              },
              () => 'mailbox',
            )
          }}
        >
          <p class="govuk-body">
            The service asks the Web Key Directory (WKD) of the domain, where many agencies publish their
            keys. What it finds waits to be compared: that the domain publishes a key is no proof of whose it
            is.
          </p>
          <TextInput
            id="mailbox"
            label="Whose key is wanted?"
            hint="The address of the mailbox."
            autocomplete="off"
            error={errorOf(errors, 'mailbox')}
          />
          <Button busy={busy}>{busy ? 'Asking the domain' : 'Ask for the key'}</Button>
        </form>
      </div>
    </Page>
  )
}
