import { useLocation, useRoute } from 'preact-iso'
import { errorOf } from '../../components/error-summary.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk, stage } from '../../session.ts'
import { one } from '../../typed.ts'
import { ReferralChoice } from '../case-take/referral-choice.tsx'

/** Adds the review of an order as an action, due by the day that stands in the order itself. */
export default function CaseReview() {
  const { id = '' } = useRoute().params
  const { route } = useLocation()
  const { value } = stage
  return (
    <ReferralChoice
      id={id}
      title="Add the review of an order"
      button="Add the review"
      kind="court-order"
      check={(typed) =>
        one(typed, 'owner') === '' ? [{ field: 'owner', message: 'Enter who does it' }] : []
      }
      carryOut={async (reference, typed) => {
        await atDesk().addOrderReview(id, reference, one(typed, 'owner'))
        route(`/cases/${id}?done=review`)
      }}
    >
      {(errors) => (
        <TextInput
          id="owner"
          label="Who does it?"
          hint="A sign-in name, or whoever else has taken it on. It is due by the day that the order says."
          autocomplete="off"
          value={value.at === 'out' ? '' : value.person.login}
          error={errorOf(errors, 'owner')}
        />
      )}
    </ReferralChoice>
  )
}
