import { useRoute } from 'preact-iso'
import { Page } from '../../components/page.tsx'
import { ReceiptsTable } from './receipts-table.tsx'

/** How it stands with each recipient of what was sent, kept up to date; its content stays closed. */
export default function ReceiptsPage() {
  const { id = '' } = useRoute().params
  return (
    <Page title="Receipts" back={{ href: '/sent', text: 'Back to what was sent' }} marking="RESTRICTED">
      <ReceiptsTable referral={id} />
      <p class="govuk-body">
        <a class="govuk-link" href={`/sent/${id}`}>
          Open your own copy
        </a>
      </p>
    </Page>
  )
}
