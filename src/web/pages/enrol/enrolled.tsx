import type { InvitationShown } from '../../../domain/wire/enrolment.ts'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import type { OwnKey } from '../../worker/enrol.ts'

/** That it is done, and what happens next. */
export function Enrolled({ invited, ownKey }: { invited: InvitationShown; ownKey: OwnKey }) {
  const { agency, login } = invited
  return (
    <Page title="You have enrolled">
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <NotificationBanner id="enrolled" title="Success" success>
            <p class="govuk-notification-banner__heading">
              Your key was made, and your liaison officer can see that you have enrolled.
            </p>
          </NotificationBanner>
          <SummaryList
            rows={[
              { key: 'Your sign-in name', value: login },
              { key: 'Your key, in words', value: ownKey.words },
              { key: 'Its fingerprint', value: <code>{ownKey.fingerprint}</code> },
            ]}
          />
          <h2 class="govuk-heading-m">What happens next</h2>
          <ol class="govuk-list govuk-list--number">
            <li>
              Tell your Designated Liaison Officer (DLO) that you have enrolled. Have the words of your key in
              front of you: they may ask you to read them out.
            </li>
            <li>
              They certify your key: from then on {agency} answers for it, and other agencies believe it. You
              cannot sign in before.
            </li>
            <li>
              Then sign in here, <strong>in this browser</strong>, with your sign-in name, your passphrase and
              the 12 words. After that first time you can sign in with them in any browser.
            </li>
          </ol>
          <p class="govuk-body">
            Until then your key waits in this browser, locked by your passphrase and the words together. If
            what the browser keeps of this site is cleared before, ask for a new invitation.
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href="/">
              Go to the sign-in page
            </a>
          </p>
        </div>
      </div>
    </Page>
  )
}
