import { linkAt } from '../../../sdk/enrolment/link.ts'
import { Button } from '../../components/button.tsx'
import { Details } from '../../components/details.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { saveFile } from '../../save-file.ts'
import { isHostedElsewhere } from '../../service-origin.ts'
import { momentInWords } from '../../words.ts'
import type { Newcomer } from '../../worker/people.ts'
import { BACK } from './words.ts'

/** The link, this once: it holds the secret by which the newcomer proves their key. */
export const InvitationMade = ({
  newcomer: { login },
  link,
  endsAt,
}: {
  newcomer: Newcomer
  link: string
  endsAt: string
}) => {
  // Newcomers enrol where their agency serves the client; the command asks the service itself.
  const here = isHostedElsewhere() ? linkAt(link, location.origin) : link
  return (
    <Page title="The invitation is made" back={BACK}>
      <NotificationBanner id="made" title="Success" success>
        <p class="govuk-notification-banner__heading">
          {login} can enrol until {momentInWords(endsAt)}.
        </p>
      </NotificationBanner>
      <h2 class="govuk-heading-m">Hand this address over</h2>
      <WarningText>It is shown this once. Whoever has it can enrol in their place.</WarningText>
      <p class="govuk-body">
        <code class="app-words" id="link">
          {here}
        </code>
      </p>
      <div class="govuk-button-group">
        <Button secondary onClick={() => print()}>
          Print this page
        </Button>
        <Button secondary onClick={() => saveFile([`${here}\n`], 'despatch-invitation.txt')}>
          Download it as a file
        </Button>
      </div>
      {here === link ? null : (
        <Details summary="For a newcomer who uses the command">
          <p class="govuk-body">
            The command asks the service itself. Give them this address in its place, for{' '}
            <code>despatch enrol</code>:
          </p>
          <p class="govuk-body">
            <code class="app-words">{link}</code>
          </p>
        </Details>
      )}
      <h2 class="govuk-heading-m">What happens next</h2>
      <ol class="govuk-list govuk-list--number">
        <li>
          Give it to the newcomer and nobody else, on paper or in person, not by the mail that others read.
          They open it in their browser
          {here === link ? (
            <>
              , or give it to the command <code>despatch enrol</code>.
            </>
          ) : (
            '.'
          )}
        </li>
        <li>They tell you that they have enrolled, and you find them under Your agency.</li>
        <li>
          Certify them <strong>in this browser</strong>: it keeps, sealed to your own key, what proves that
          the key is theirs. If what the browser keeps of this site is cleared before, invite them anew.
        </li>
      </ol>
    </Page>
  )
}
