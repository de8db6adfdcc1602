import { RecipientStanding } from '../../components/recipient-standing.tsx'
import { Tag } from '../../components/tag.tsx'
import { kindInWords } from '../../words.ts'
import type { AskedRecipient, InThread } from '../../worker/thread.ts'

/** Who has answered what asks for an answer and who has not, and how each recipient stands. */
export const Standings = ({ referrals }: { referrals: readonly InThread[] }) => (
  <>
    <h2 class="govuk-heading-m">Who has answered</h2>
    {referrals.some(({ asks }) => asks !== null) ? null : (
      <p class="govuk-body">Nothing in this exchange asks for an answer by a day.</p>
    )}
    {referrals
      .filter(({ recipients }) => recipients.length > 0)
      .map((referral) => (
        <section key={referral.reference}>
          <h3 class="govuk-heading-s">
            <a class="govuk-link" href={referral.href}>
              {kindInWords(referral.kind)} {referral.reference}
            </a>
          </h3>
          <p class="govuk-body-s app-row__marking">
            {referral.marking ?? 'NOT YET MARKED (handle as RESTRICTED)'}
          </p>
          {referral.asks === null ? null : (
            <p class="govuk-body">
              {referral.overdue ? (
                <>
                  <Tag text="Overdue" colour="red" />{' '}
                </>
              ) : null}
              {referral.asks}.
            </p>
          )}
          {referral.recipients.map((recipient) => (
            <RecipientStanding
              key={recipient.mailbox}
              {...recipient}
              of={referral.reference}
              more={referral.asks === null ? [] : [{ key: 'Answered', value: answerWords(recipient) }]}
            />
          ))}
        </section>
      ))}
  </>
)

function answerWords({ answered, replied, state }: AskedRecipient): string {
  if (state === 'withdrawn') return 'Not asked any more: it was withdrawn'
  if (!answered) return 'Not yet'
  return replied === null ? 'Yes' : `Yes, by ${replied}`
}
