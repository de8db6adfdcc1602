import { useLocation, useRoute } from 'preact-iso'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { atDesk, stage } from '../../session.ts'
import { dayTyped, one, typedDay } from '../../typed.ts'
import { caseFault } from '../case/case-fault.ts'

/** Adds something to be done in a case, with its owner and its day. */
export default function CaseAction() {
  const { id = '' } = useRoute().params
  const { route } = useLocation()
  const { value } = stage
  return (
    <FormPage
      title="Add an action"
      button="Add the action"
      back={{ href: `/cases/${id}`, text: 'Back to the case' }}
      marking="RESTRICTED"
      check={(typed) => [
        ...(one(typed, 'text') === '' ? [{ field: 'text', message: 'Enter what is to be done' }] : []),
        ...(one(typed, 'owner') === '' ? [{ field: 'owner', message: 'Enter who does it' }] : []),
        ...(dayTyped(typed, 'due') === undefined
          ? [{ field: 'due', message: 'The day must be a real day, such as 27 3 2010' }]
          : []),
      ]}
      place={(error) =>
        caseFault(error, { text: 'What is to be done', owner: 'Who does it', due: 'The day' })
      }
      carryOut={async (typed) => {
        await atDesk().addCaseAction(id, {
          text: one(typed, 'text'),
          owner: one(typed, 'owner'),
          due: dayTyped(typed, 'due') ?? null,
        })
        route(`/cases/${id}?done=action`)
      }}
    >
      {(errors) => (
        <>
          <Textarea id="text" label="What is to be done?" rows={3} error={errorOf(errors, 'text')} />
          <TextInput
            id="owner"
            label="Who does it?"
            hint="A sign-in name, or whoever else has taken it on."
            autocomplete="off"
            value={value.at === 'out' ? '' : value.person.login}
            error={errorOf(errors, 'owner')}
          />
          <DateInput
            id="due"
            label="By which day? (optional)"
            hint="For example, 27 3 2010. The service sends no reminder of it, since it cannot read it: this page and the list of your cases show it."
            value={typedDay({}, 'due')}
            error={errorOf(errors, 'due')}
          />
        </>
      )}
    </FormPage>
  )
}
