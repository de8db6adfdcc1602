import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { forgetPasskey, hasPasskeys } from '../../passkeys.ts'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { BACK } from './back.ts'

/** Whether a passkey is to be removed, which cannot be undone. */
export default function RemovePasskey() {
  const { id = '' } = useRoute().params
  const answer = useAnswer(() => atDesk().passkeyCalled(id), [id])
  const [done, setDone] = useState<string | null>(null)
  const { errors, busy, send } = useSending()
  if (done !== null)
    return (
      <Page title="The passkey is removed" back={BACK}>
        <NotificationBanner id="removed" title="Success" success>
          <p class="govuk-notification-banner__heading">“{done}” signs in for you no more.</p>
        </NotificationBanner>
        <p class="govuk-body">
          Your browser may go on offering it until you delete it there too: in the settings of the browser, of
          the device or of the security key. If others have it and could unlock it, tell your Designated
          Liaison Officer (DLO): they may have used it before.
        </p>
      </Page>
    )
  return (
    <Page title="Remove a passkey" back={BACK} errors={errors}>
      <Waiting answer={answer} words="Looking up the passkey">
        {(label) =>
          label === null ? (
            <p class="govuk-body">You have no such passkey. It may have been removed already.</p>
          ) : (
            <>
              <WarningText>
                “{label}” will sign in for you no more, and where it is signed in now ends at once.
              </WarningText>
              <p class="govuk-body">
                This is for good. You can add a passkey on the same device again. Your passphrase and kit go
                on working.
              </p>
              <Button
                busy={busy}
                onClick={() =>
                  void send([], async () => {
                    const { credential, label: called } = await atDesk().removePasskey(id)
                    setDone(called)
                    if (hasPasskeys()) await forgetPasskey(credential)
                  })
                }
              >
                Remove this passkey
              </Button>
            </>
          )
        }
      </Waiting>
    </Page>
  )
}
