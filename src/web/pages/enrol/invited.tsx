import type { InvitationShown } from '../../../domain/wire/enrolment.ts'
import { Button } from '../../components/button.tsx'
import { Details } from '../../components/details.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { isHostedElsewhere, serviceOrigin } from '../../service-origin.ts'
import { momentInWords } from '../../words.ts'

/** For whom the invitation is. */
export function Invited({ invited, onYes }: { invited: InvitationShown; onYes(): void }) {
  const { agency, title, number, login, endsAt } = invited
  return (
    <Page title="Your invitation to Despatch">
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <p class="govuk-body">
            Despatch carries protectively marked case referrals between the agencies of a community-safety
            partnership. Your agency has invited you to use it.
          </p>
          <SummaryList
            rows={[
              { key: 'Agency', value: agency },
              { key: 'Your post', value: title },
              { key: 'Your staff number', value: number },
              { key: 'Your sign-in name', value: login },
              { key: 'Ends', value: momentInWords(endsAt) },
            ]}
          />
          <p class="govuk-body">You will:</p>
          <ol class="govuk-list govuk-list--number">
            <li>choose a passphrase</li>
            <li>save or print your recovery kit, which is shown once</li>
            <li>
              tell your Designated Liaison Officer (DLO) that you have enrolled, so that they certify you
            </li>
          </ol>
          <p class="govuk-body">
            It takes about 5 minutes. Use a machine and a browser that you will work with: your key is made in
            this browser, and your first signing in must be in it too.
          </p>
          <InsetText>
            The address of your invitation holds a secret. It was not sent to the service, and was taken out
            of this page’s address; your browser may still have it in its history. Give it to nobody, and
            destroy the paper or file that it came on when you have enrolled.
          </InsetText>
          <Button onClick={onYes}>This is me, continue</Button>
          <Details summary="This is not me, or something is wrong">
            <p class="govuk-body">
              Close this page, and tell whoever gave you the invitation. It can be taken back and made anew.
            </p>
          </Details>
          <Details summary="I would rather use the command">
            <p class="govuk-body">
              Save the whole address that you were given in a file such as <code>invitation.txt</code>
              {isHostedElsewhere() ? (
                <>
                  , with <code>{serviceOrigin()}</code> in place of <code>{location.origin}</code>
                </>
              ) : null}
              , and type <code>despatch enrol invitation.txt</code> on your own machine. Your key is then made
              there, and you do not depend on whoever serves this page.
            </p>
          </Details>
        </div>
      </div>
    </Page>
  )
}
