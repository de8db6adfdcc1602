import { WarningText } from '../../components/notices.tsx'
import { EvidenceFor, STRENGTHS } from '../../components/recipient-standing.tsx'
import { stateTagOf } from '../../components/state-tag.ts'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useLive } from '../../use-live.ts'
import { momentInWords } from '../../words.ts'
import type { Receipts, RecipientReceipts } from '../../worker/receipts.ts'
import type { Done, ReceiptStep } from '../../worker/receipts-done.ts'

const STEPS: readonly [ReceiptStep, string][] = [
  ['delivered', 'Delivered'],
  ['collected', 'Collected'],
  ['opened', 'Opened'],
  ['acknowledged', 'Acknowledged'],
]

/** The receipts of each recipient of a referral as they come, and what bears each one out. */
export function ReceiptsTable({ referral }: { referral: string }) {
  const answer = useLive(
    () => atDesk().receipts(referral),
    [referral],
    ({ list, referral: of }) => list === 'sent' && (of === null || of === referral),
  )
  return (
    <Waiting answer={answer} words="Looking for the receipts, and checking every signature">
      {(receipts) => <Shown {...receipts} />}
    </Waiting>
  )
}

function Shown({ problem, recipients }: Receipts) {
  const opened = recipients.filter(({ done }) => done.opened?.strength === 'signed').length
  return (
    <>
      {problem === null ? null : <WarningText>{problem}</WarningText>}
      <p class="govuk-body" role="status">
        {opened} of {recipients.length} {opened === 1 ? 'has' : 'have'} opened it, by a receipt that was
        signed and checked here.
      </p>
      {recipients.map((recipient) => (
        <section key={recipient.mailbox}>
          <table class="govuk-table app-receipts">
            <caption class="govuk-table__caption govuk-table__caption--s app-words">
              {recipient.mailbox}
            </caption>
            <tbody class="govuk-table__body">
              {STEPS.map(([step, name]) => (
                <tr class="govuk-table__row" key={step}>
                  <th scope="row" class="govuk-table__header">
                    {name}
                  </th>
                  <td class="govuk-table__cell">
                    <DoneWords done={recipient.done[step]} />
                  </td>
                </tr>
              ))}
              <Otherwise {...recipient} />
            </tbody>
          </table>
          <EvidenceFor {...recipient} />
        </section>
      ))}
    </>
  )
}

/** What became of it that is none of the steps, such as returned or not delivered; and why. */
function Otherwise({ state, since, why }: RecipientReceipts) {
  const isStep = STEPS.some(([step]) => step === state)
  if (isStep && why.length === 0) return null
  return (
    <tr class="govuk-table__row">
      <th scope="row" class="govuk-table__header">
        {isStep ? 'Why' : 'How it stands'}
      </th>
      <td class="govuk-table__cell app-words">
        {isStep ? null : (
          <>
            <Tag {...stateTagOf(state)} /> since {momentInWords(since)}
          </>
        )}
        {why.map((sentence) => (
          <p class="govuk-body govuk-!-margin-bottom-0" key={sentence}>
            {sentence}
          </p>
        ))}
      </td>
    </tr>
  )
}

function DoneWords({ done }: { done: Done | null }) {
  if (done === null) return <>Not yet</>
  const { at, strength } = done
  if (strength === 'does not hold')
    return (
      <>
        <Tag text="Does not hold" colour="red" /> {STRENGTHS[strength]}
      </>
    )
  return (
    <>
      <Tag text="Yes" colour={strength === 'signed' ? 'green' : 'grey'} />{' '}
      {at === null ? '' : `${momentInWords(at)}, `}
      {strength === null ? 'as the service says' : STRENGTHS[strength]}
    </>
  )
}
