import { Button } from '../../components/button.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { agree } from '../../session.ts'

/** What RESTRICTED asks of whoever reads it: agreed to after each signing in, before anything can be opened. */
export function HandlingStatement({ told }: { told: readonly string[] }) {
  return (
    <Page title="How to handle what you read here">
      {told.length === 0 ? null : (
        <NotificationBanner id="told" title="Important">
          {told.map((sentence) => (
            <p class="govuk-body" key={sentence}>
              {sentence}
            </p>
          ))}
        </NotificationBanner>
      )}
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <p class="govuk-body">
            Referrals are protectively marked, most of them RESTRICTED. They hold personal data of victims,
            witnesses, young people and suspects, and were given to your team for a purpose that each of them
            names.
          </p>
          <ul class="govuk-list govuk-list--bullet">
            <li>
              Open only what your work needs. Each opening is signed by you, and its sender and auditors see
              it.
            </li>
            <li>Read where nobody else can see the screen, and lock it when you leave it.</li>
            <li>Do not copy what you read into ordinary mail, messages or notes.</li>
            <li>Pass it on only as its sender allows: each referral says whether that is possible.</li>
            <li>
              What you print or download bears its marking and is yours to keep locked up, and to destroy when
              the referral says.
            </li>
            <li>
              Tell your Designated Liaison Officer (DLO) at once when something was lost, or seen by somebody
              whom it was not for.
            </li>
          </ul>
          <p class="govuk-body">Unlawful disclosure of personal data is an offence.</p>
          <Button onClick={agree}>I have read this and agree</Button>
        </div>
      </div>
    </Page>
  )
}
