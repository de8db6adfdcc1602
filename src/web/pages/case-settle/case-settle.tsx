import { useLocation, useRoute } from 'preact-iso'
import type { ActionStatus } from '../../../domain/cases/case-text.ts'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { atDesk } from '../../session.ts'
import { one } from '../../typed.ts'
import { caseFault } from '../case/case-fault.ts'

const STATUSES: readonly { value: ActionStatus; text: string }[] = [
  { value: 'done', text: 'It was done' },
  { value: 'dropped', text: 'It was dropped' },
]

/** Says what became of something that was to be done. */
export default function CaseSettle() {
  const { id = '', number = '' } = useRoute().params
  const { route } = useLocation()
  return (
    <FormPage
      title={`Settle action ${number}`}
      button="Settle the action"
      back={{ href: `/cases/${id}`, text: 'Back to the case' }}
      marking="RESTRICTED"
      check={(typed) =>
        one(typed, 'status') === '' ? [{ field: 'status', message: 'Select what became of it' }] : []
      }
      place={(error) => caseFault(error, { why: 'What there is to say' })}
      carryOut={async (typed) => {
        const why = one(typed, 'why')
        const status = STATUSES.find(({ value }) => value === one(typed, 'status'))?.value ?? 'done'
        await atDesk().settleCaseAction(id, {
          number: Number(number),
          status,
          why: why === '' ? null : why,
        })
        route(`/cases/${id}?done=settled`)
      }}
    >
      {(errors) => (
        <>
          <Radios
            id="status"
            label="What became of it?"
            choices={STATUSES}
            error={errorOf(errors, 'status')}
          />
          <Textarea
            id="why"
            label="What there is to say of it (optional)"
            rows={3}
            error={errorOf(errors, 'why')}
          />
        </>
      )}
    </FormPage>
  )
}
