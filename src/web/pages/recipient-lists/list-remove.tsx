import { useLocation, useRoute } from 'preact-iso'
import { FormPage } from '../../components/form-page.tsx'
import { atDesk } from '../../session.ts'
import { BACK, OfList } from './own-list.tsx'

const TITLE = 'Remove this list?'

/** Removes a list of recipients: asked once more, since nobody can bring it back. */
export default function ListRemove() {
  const { id = '' } = useRoute().params
  const { route } = useLocation()
  return (
    <OfList key={id} id={id} title={TITLE}>
      {(list) =>
        list === null ? null : (
          <FormPage
            key="form"
            title={TITLE}
            button="Remove the list"
            back={BACK}
            marking="RESTRICTED"
            check={() => []}
            carryOut={async () => {
              await atDesk().removeOwnList(list)
              route('/recipient-lists?done=removed')
            }}
          >
            {() => (
              <>
                <p class="govuk-body app-words">
                  It is the list {list.name} of {list.mailbox}
                  {list.members.length === 0 ? '.' : `: ${list.members.join(', ')}.`}
                </p>
                <p class="govuk-body">
                  What was sent to those on it stays sent. Your colleagues cannot choose it any more either.
                </p>
              </>
            )}
          </FormPage>
        )
      }
    </OfList>
  )
}
