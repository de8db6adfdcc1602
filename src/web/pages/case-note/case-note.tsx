import { useLocation, useRoute } from 'preact-iso'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { atDesk } from '../../session.ts'
import { one } from '../../typed.ts'
import { caseFault } from '../case/case-fault.ts'

/** Writes a note into a case. */
export default function CaseNote() {
  const { id = '' } = useRoute().params
  const { route } = useLocation()
  return (
    <FormPage
      title="Add a note"
      button="Add the note"
      back={{ href: `/cases/${id}`, text: 'Back to the case' }}
      marking="RESTRICTED"
      check={(typed) => (one(typed, 'text') === '' ? [{ field: 'text', message: 'Enter the note' }] : [])}
      place={(error) => caseFault(error, { text: 'The note' })}
      carryOut={async (typed) => {
        await atDesk().addCaseNote(id, one(typed, 'text'))
        route(`/cases/${id}?done=note`)
      }}
    >
      {(errors) => (
        <Textarea
          id="text"
          label="Note"
          hint="Your team alone reads it. It cannot be changed afterwards."
          rows={8}
          error={errorOf(errors, 'text')}
        />
      )}
    </FormPage>
  )
}
