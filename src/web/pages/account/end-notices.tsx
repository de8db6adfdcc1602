import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { atDesk } from '../../session.ts'
import { useSending } from '../../use-sending.ts'
import { BACK } from './back.ts'

/** Whether there are to be no notices any more. */
export default function EndNotices() {
  const [done, setDone] = useState(false)
  const { errors, busy, send } = useSending()
  if (done)
    return (
      <Page key="done" title="You have no notices" back={BACK}>
        <NotificationBanner id="ended" title="Success" success>
          <p class="govuk-notification-banner__heading">You have no more notices by mail.</p>
        </NotificationBanner>
        <p class="govuk-body">The address is forgotten. What waits is in your inbox, as before.</p>
      </Page>
    )
  return (
    <Page key="ask" title="Have no more notices" back={BACK} errors={errors}>
      <p class="govuk-body">
        The service forgets the address. You will see what waits when you look into your inbox.
      </p>
      <Button
        busy={busy}
        onClick={() =>
          void send([], async () => {
            await atDesk().endNotices()
            setDone(true)
          })
        }
      >
        Have no more notices
      </Button>
    </Page>
  )
}
