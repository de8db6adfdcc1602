import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import type { Category } from '../../../domain/wire/referral-fields.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { PEOPLE } from '../../form/labels.ts'
import { atDesk } from '../../session.ts'
import { all, dayTyped, one, typedDay } from '../../typed.ts'
import { caseFault } from '../case/case-fault.ts'

const FIELDS = {
  name: 'The name',
  aliases: 'Other names',
  dateOfBirth: 'The date of birth',
  description: 'The description',
}

/** Puts somebody into a case. */
export default function CasePerson() {
  const { id = '' } = useRoute().params
  const { route } = useLocation()
  const [maybeThere, setMaybeThere] = useState(false)
  return (
    <FormPage
      title="Add a person"
      button="Add the person"
      back={{ href: `/cases/${id}`, text: 'Back to the case' }}
      marking="RESTRICTED"
      check={(typed) => [
        ...(one(typed, 'name') === '' ? [{ field: 'name', message: 'Enter a name' }] : []),
        ...(dayTyped(typed, 'dateOfBirth') === undefined
          ? [{ field: 'dateOfBirth', message: 'The date of birth must be a real day, such as 27 3 1994' }]
          : []),
      ]}
      place={(error) => {
        if (error.name !== 'MaybeThereError') return caseFault(error, FIELDS)
        setMaybeThere(true)
        return {
          field: 'again',
          message: 'Somebody of that name is in the case already. Select below that this is somebody else',
        }
      }}
      carryOut={async (typed) => {
        const description = one(typed, 'description')
        await atDesk().addCasePerson(
          id,
          {
            name: one(typed, 'name'),
            aliases: one(typed, 'aliases')
              .split('\n')
              .map((line) => line.trim())
              .filter(Boolean),
            dateOfBirth: dayTyped(typed, 'dateOfBirth') ?? null,
            description: description === '' ? null : description,
            roles: all(typed, 'roles') as Category[],
          },
          all(typed, 'again').length > 0,
        )
        route(`/cases/${id}?done=person`)
      }}
    >
      {(errors) => (
        <>
          <TextInput id="name" label="Name" autocomplete="off" error={errorOf(errors, 'name')} />
          <Textarea
            id="aliases"
            label="Other names (optional)"
            hint="Put each on a line of its own."
            rows={2}
            error={errorOf(errors, 'aliases')}
          />
          <DateInput
            id="dateOfBirth"
            label="Date of birth (optional)"
            hint="For example, 27 3 1994"
            value={typedDay({}, 'dateOfBirth')}
            error={errorOf(errors, 'dateOfBirth')}
          />
          <Textarea
            id="description"
            label="Description (optional)"
            hint="Where the name is not known or not enough."
            rows={3}
            error={errorOf(errors, 'description')}
          />
          <Checkboxes
            id="roles"
            label="What is their part in it? (optional)"
            values={[]}
            choices={Object.entries(PEOPLE).map(([value, text]) => ({ value, text }))}
          />
          {maybeThere ? (
            <Checkboxes
              id="again"
              label="Is it somebody else?"
              values={[]}
              choices={[{ value: 'yes', text: 'Yes, add them all the same' }]}
              error={errorOf(errors, 'again')}
            />
          ) : null}
        </>
      )}
    </FormPage>
  )
}
