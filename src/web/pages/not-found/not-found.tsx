import { Page } from '../../components/page.tsx'
import { HOME } from '../../routes.ts'

export function NotFound() {
  return (
    <Page title="Page not found">
      <p class="govuk-body">
        If you typed the address, check it. If you followed a link from another page here, tell the operator.
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href={HOME}>
          Go to your inbox
        </a>
      </p>
    </Page>
  )
}
