import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { atDesk } from '../../session.ts'
import { useSending } from '../../use-sending.ts'
import { BACK } from './back.ts'

/** Whether a machine is to sign in no more, which cannot be undone. */
export default function Revoke() {
  const { id = '' } = useRoute().params
  const [done, setDone] = useState<string | null>(null)
  const { errors, busy, send } = useSending()
  if (done !== null)
    return (
      <Page title="That machine signs in no more" back={BACK}>
        <NotificationBanner id="revoked" title="Success" success>
          <p class="govuk-notification-banner__heading">{done} signs in for you no more.</p>
        </NotificationBanner>
        <p class="govuk-body">
          Its sessions have ended. Your own key lies on it too, locked by your passphrase: if others have the
          machine and may know that, tell your Designated Liaison Officer (DLO).
        </p>
      </Page>
    )
  return (
    <Page title="Let a machine sign in no more" back={BACK} errors={errors}>
      <WarningText>This is for good, and the machine’s sessions end at once.</WarningText>
      <p class="govuk-body">
        You can approve the same machine anew, by passphrase and kit: <code>despatch login --new-device</code>
        .
      </p>
      <Button busy={busy} onClick={() => void send([], async () => setDone(await atDesk().revokeDevice(id)))}>
        Let it sign in no more
      </Button>
    </Page>
  )
}
