import { useLocation, useRoute } from 'preact-iso'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import type { CaseRow } from '../../worker/cases.ts'

/** Puts an exchange into a case of one’s own mailboxes. */
export default function CasePut() {
  const { thread = '' } = useRoute().params
  const { route } = useLocation()
  const list = useAnswer(() => atDesk().cases({ mailbox: null }), [])
  const back = { href: `/thread/${thread}`, text: 'Back to the exchange' }
  const begin = (
    <p class="govuk-body">
      <a class="govuk-link" href={`/cases/new?thread=${thread}`}>
        Begin a new case with it
      </a>
    </p>
  )
  const open = list.state === 'there' ? list.value.rows.filter(({ status }) => status === 'open') : []
  if (open.length === 0)
    return (
      <Page key="none" title="Put this exchange into a case" back={back} marking="RESTRICTED">
        <Waiting answer={list} words="Opening your cases in this browser">
          {() => (
            <>
              <p class="govuk-body">There are no open cases.</p>
              {begin}
            </>
          )}
        </Waiting>
      </Page>
    )
  return (
    <FormPage
      title="Put this exchange into a case"
      button="Put it into the case"
      back={back}
      marking="RESTRICTED"
      check={(typed) => (one(typed, 'case') === '' ? [{ field: 'case', message: 'Select the case' }] : [])}
      carryOut={async (typed) => {
        await atDesk().putIntoCase(one(typed, 'case'), thread)
        route(`/cases/${one(typed, 'case')}?done=exchange`)
      }}
    >
      {(errors) => (
        <>
          <Radios
            id="case"
            label="Which case?"
            hint="Everything in the exchange comes into it, now and later. The service is not told."
            choices={open.map(choiceOf)}
            error={errorOf(errors, 'case')}
          />
          {begin}
        </>
      )}
    </FormPage>
  )
}

const choiceOf = ({ id, title, number, mailbox }: CaseRow) => ({
  value: id,
  text: title,
  hint: `${number === null ? 'Of' : `${number}, of`} ${mailbox}`,
})
