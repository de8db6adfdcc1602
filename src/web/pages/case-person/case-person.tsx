import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import type { CasePerson as Known } from '../../../domain/cases/case-text.ts'
import type { Category } from '../../../domain/wire/referral-fields.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Page } from '../../components/page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { PEOPLE } from '../../form/labels.ts'
import { atDesk } from '../../session.ts'
import { all, dayTyped, one } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { caseFault } from '../case/case-fault.ts'

const FIELDS = {
  name: 'The name',
  aliases: 'Other names',
  dateOfBirth: 'The date of birth',
  description: 'The description',
}

/** Puts somebody into a case, or puts right what is known of them there. */
export default function CasePerson() {
  const { id = '', number } = useRoute().params
  return number === undefined ? (
    <PersonForm key="new" id={id} />
  ) : (
    <Corrected key={number} id={id} number={Number(number)} />
  )
}

const backTo = (id: string) => ({ href: `/cases/${id}`, text: 'Back to the case' })

function Corrected({ id, number }: { id: string; number: number }) {
  const person = useAnswer(() => atDesk().casePerson(id, number), [id, number])
  if (person.state === 'there') return <PersonForm id={id} known={person.value} />
  return (
    <Page key="waiting" title={`Correct person ${number}`} back={backTo(id)} marking="RESTRICTED">
      <Waiting answer={person} words="Opening the case in this browser">
        {() => null}
      </Waiting>
    </Page>
  )
}

/** `known`: who is put right; else somebody new is added. */
function PersonForm({ id, known }: { id: string; known?: Known }) {
  const { route } = useLocation()
  const [maybeThere, setMaybeThere] = useState(false)
  const [year = '', month = '', day = ''] = known?.person.dateOfBirth?.split('-') ?? []
  return (
    <FormPage
      key="form"
      title={known ? `Correct person ${known.number}` : 'Add a person'}
      button={known ? 'Save what is right' : 'Add the person'}
      back={backTo(id)}
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
        const person = {
          name: one(typed, 'name'),
          aliases: one(typed, 'aliases')
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean),
          dateOfBirth: dayTyped(typed, 'dateOfBirth') ?? null,
          description: description === '' ? null : description,
          roles: all(typed, 'roles') as Category[],
        }
        if (known) await atDesk().correctCasePerson(id, known.number, person)
        else await atDesk().addCasePerson(id, person, all(typed, 'again').length > 0)
        route(`/cases/${id}?done=${known ? 'corrected' : 'person'}`)
      }}
    >
      {(errors) => (
        <>
          <TextInput
            id="name"
            label="Name"
            autocomplete="off"
            value={known?.person.name ?? ''}
            error={errorOf(errors, 'name')}
          />
          <Textarea
            id="aliases"
            label="Other names (optional)"
            hint="Put each on a line of its own."
            rows={2}
            value={known?.person.aliases?.join('\n') ?? ''}
            error={errorOf(errors, 'aliases')}
          />
          <DateInput
            id="dateOfBirth"
            label="Date of birth (optional)"
            hint="For example, 27 3 1994"
            value={{ day, month, year }}
            error={errorOf(errors, 'dateOfBirth')}
          />
          <Textarea
            id="description"
            label="Description (optional)"
            hint="Where the name is not known or not enough."
            rows={3}
            value={known?.person.description ?? ''}
            error={errorOf(errors, 'description')}
          />
          <Checkboxes
            id="roles"
            label="What is their part in it? (optional)"
            values={known?.roles ?? []}
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
