import { useLocation, useRoute } from 'preact-iso'
import { FormPage } from '../../components/form-page.tsx'
import { atDesk } from '../../session.ts'

/** Closes a case, or opens it again: asked once more, since it leaves the list. */
export default function CaseStatus() {
  const { id = '' } = useRoute().params
  const { path, route } = useLocation()
  const closes = path.endsWith('/close')
  return (
    <FormPage
      title={closes ? 'Close this case?' : 'Open this case again?'}
      button={closes ? 'Close the case' : 'Open it again'}
      back={{ href: `/cases/${id}`, text: 'Back to the case' }}
      marking="RESTRICTED"
      check={() => []}
      carryOut={async () => {
        await atDesk().setCaseStatus(id, closes ? 'closed' : 'open')
        route(`/cases/${id}?done=${closes ? 'closed' : 'reopened'}`)
      }}
    >
      {() => (
        <p class="govuk-body">
          {closes
            ? 'It is listed among the closed ones, and can be opened again. Actions that are open stay so. The service does not learn of it.'
            : 'It is listed among the open ones again.'}
        </p>
      )}
    </FormPage>
  )
}
