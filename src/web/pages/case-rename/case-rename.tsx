import { useLocation, useRoute } from 'preact-iso'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Page } from '../../components/page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { caseFault } from '../case/case-fault.ts'

/** Gives a case another title, and another number of one’s own. */
export default function CaseRename() {
  const { id = '' } = useRoute().params
  const { route } = useLocation()
  const answer = useAnswer(() => atDesk().caseNamed(id), [id])
  const back = { href: `/cases/${id}`, text: 'Back to the case' }
  if (answer.state !== 'there')
    return (
      <Page key="waiting" title="Correct what it is called" back={back} marking="RESTRICTED">
        <Waiting answer={answer} words="Opening the case in this browser">
          {() => null}
        </Waiting>
      </Page>
    )
  const { title, number } = answer.value
  return (
    <FormPage
      key="form"
      title="Correct what it is called"
      button="Save what is right"
      back={back}
      marking="RESTRICTED"
      check={(typed) =>
        one(typed, 'title') === '' ? [{ field: 'title', message: 'Enter what the case is about' }] : []
      }
      place={(error) => caseFault(error, { title: 'What it is about', number: 'Your own number' })}
      carryOut={async (typed) => {
        await atDesk().renameCase(id, { title: one(typed, 'title'), number: one(typed, 'number') || null })
        route(`/cases/${id}?done=renamed`)
      }}
    >
      {(errors) => (
        <>
          <TextInput
            id="title"
            label="What is it about?"
            autocomplete="off"
            spellcheck
            value={title}
            error={errorOf(errors, 'title')}
          />
          <TextInput
            id="number"
            label="Your own number of it (optional)"
            autocomplete="off"
            width="20"
            value={number ?? ''}
            error={errorOf(errors, 'number')}
          />
        </>
      )}
    </FormPage>
  )
}
