import { isAuditor } from '../../auditor.ts'
import { Page } from '../../components/page.tsx'
import { stage } from '../../session.ts'

/** Stands where others have their referrals. */
export function NoContent() {
  const { value } = stage
  const reviews = value.at !== 'out' && isAuditor(value.person)
  return (
    <Page title="You see no content">
      <p class="govuk-body">
        What agencies send each other is sealed to the mailboxes that it goes between. Your role is in none of
        them, so there is no inbox for you, nothing that you sent and no drafts, and nobody can show you any
        here: not the service, and not its operator.
      </p>
      {reviews ? (
        <p class="govuk-body">
          That something was shared, by whom, with whom, why and with what evidence, is in the{' '}
          <a class="govuk-link" href="/register">
            register of disclosures
          </a>
          .
        </p>
      ) : (
        <p class="govuk-body">
          If you should be working with referrals, ask your agency’s Designated Liaison Officer (DLO).
        </p>
      )}
    </Page>
  )
}
