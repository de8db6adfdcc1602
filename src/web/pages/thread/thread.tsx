import { useLocation, useRoute } from 'preact-iso'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useLive } from '../../use-live.ts'
import { Events } from './events.tsx'
import { OtherDeliveries, WhoAnswered } from './standings.tsx'

/** Everything that was written to and fro about one matter, who has answered it, and who has not. */
export default function Thread() {
  const { id = '' } = useRoute().params
  const { query } = useLocation()
  const answer = useLive(
    () => atDesk().thread(id),
    [id],
    ({ list, thread }) => (list === 'inbox' || list === 'sent') && (thread === null || thread === id),
  )
  const back = query.from === 'sent' ? { href: '/sent', text: 'Back to what was sent' } : INBOX
  return (
    <Page title="Exchange" back={back} marking="RESTRICTED">
      <Waiting answer={answer} words="Reading the exchange, and checking every signature in it">
        {({ parties, referrals, events, truncated }) => (
          <div class="govuk-grid-row">
            <div class="govuk-grid-column-two-thirds-from-desktop">
              <p class="govuk-body app-words">Between {parties.join(', ')}.</p>
              <p class="govuk-body app-screen-only">
                <a class="govuk-link" href={`/cases/put/${id}`}>
                  Put this exchange into a case
                </a>
              </p>
              {truncated ? <InsetText>The exchange is longer than is shown here.</InsetText> : null}
              <WhoAnswered referrals={referrals} />
              <h2 class="govuk-heading-m">What happened, newest first</h2>
              <Events events={events} />
              <OtherDeliveries referrals={referrals} />
            </div>
          </div>
        )}
      </Waiting>
    </Page>
  )
}

const INBOX = { href: '/inbox', text: 'Back to your inbox' }
