import { useLocation, useRoute } from 'preact-iso'
import { LINK_REASONS, type LinkReason } from '../../../domain/cases/case-text.ts'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { capitalised } from '../../words.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Links a case with another of its mailbox; whoever was found in both comes with the other one chosen. */
export default function CaseLink() {
  const { id = '' } = useRoute().params
  const { query, route } = useLocation()
  const list = useAnswer(() => atDesk().linkableCases(id), [id])
  const back = { href: `/cases/${id}`, text: 'Back to the case' }
  const chosen = query.with !== undefined && UUID.test(query.with) ? query.with : ''
  if (list.state !== 'there' || list.value.length === 0)
    return (
      <Page key="none" title="Link this case with another" back={back} marking="RESTRICTED">
        <Waiting answer={list} words="Opening your cases in this browser">
          {() => (
            <p class="govuk-body">
              Its mailbox has no other case. Only cases of one mailbox are linked, since others do not read
              both.
            </p>
          )}
        </Waiting>
      </Page>
    )
  return (
    <FormPage
      key="form"
      title="Link this case with another"
      button="Link the cases"
      back={back}
      marking="RESTRICTED"
      check={(typed) => [
        ...(one(typed, 'other') === '' ? [{ field: 'other', message: 'Select the other case' }] : []),
        ...(one(typed, 'why') === '' ? [{ field: 'why', message: 'Select what joins them' }] : []),
      ]}
      carryOut={async (typed) => {
        await atDesk().linkCase(id, one(typed, 'other'), one(typed, 'why') as LinkReason)
        route(`/cases/${id}?done=linked`)
      }}
    >
      {(errors) => (
        <>
          <Radios
            id="other"
            label="Which case?"
            hint="Both say so afterwards. The service is not told."
            value={chosen}
            choices={list.value.map(({ id: other, title, number, closed }) => ({
              value: other,
              text: title,
              hint: [number, closed ? 'closed' : null].filter((part) => part !== null).join(', '),
            }))}
            error={errorOf(errors, 'other')}
          />
          <Radios
            id="why"
            label="What joins them?"
            value={chosen === '' ? '' : 'same-person'}
            choices={Object.entries(LINK_REASONS).map(([value, text]) => ({
              value,
              text: capitalised(text),
            }))}
            error={errorOf(errors, 'why')}
          />
        </>
      )}
    </FormPage>
  )
}
