import { RecipientStanding } from '../../components/recipient-standing.tsx'
import { Tag } from '../../components/tag.tsx'
import { shownMarking } from '../../shown-marking.ts'
import { kindInWords } from '../../words.ts'
import type { AskedRecipient, InThread } from '../../worker/thread.ts'

type StandingsProps = { referrals: readonly InThread[] }

/** Who has answered what asks for an answer, and who has not. */
export function WhoAnswered({ referrals }: StandingsProps) {
  const asking = referrals.filter(({ asks }) => asks !== null)
  return (
    <>
      <h2 class="govuk-heading-m">Who has answered</h2>
      {asking.length > 0 ? null : (
        <p class="govuk-body">Nothing in this exchange asks for an answer by a day.</p>
      )}
      {asking.map((referral) => (
        <Standing key={referral.reference} {...referral} />
      ))}
    </>
  )
}

/** How everything else in the exchange was delivered: replies, notes, and what asks for no answer. */
export function OtherDeliveries({ referrals }: StandingsProps) {
  const others = referrals.filter(({ asks, recipients }) => asks === null && recipients.length > 0)
  if (others.length === 0) return null
  return (
    <>
      <h2 class="govuk-heading-m">How the rest was delivered</h2>
      {others.map((referral) => (
        <Standing key={referral.reference} {...referral} />
      ))}
    </>
  )
}

const Standing = ({ href, kind, reference, marking, doubted, asks, overdue, recipients }: InThread) => (
  <section>
    <h3 class="govuk-heading-s govuk-!-margin-bottom-1">
      <a class="govuk-link" href={href}>
        {kindInWords(kind)} {reference}
      </a>
    </h3>
    <p class="govuk-body-s app-row__marking">{shownMarking(marking, doubted)}</p>
    {asks === null ? null : (
      <p class="govuk-body">
        {overdue ? (
          <>
            <Tag text="Overdue" colour="red" />{' '}
          </>
        ) : null}
        {asks}.
      </p>
    )}
    {recipients.map((recipient) => (
      <RecipientStanding
        key={recipient.mailbox}
        {...recipient}
        of={reference}
        more={asks === null ? [] : [{ key: 'Answered', value: answerWords(recipient) }]}
      />
    ))}
  </section>
)

function answerWords({ answered, replied, state }: AskedRecipient): string {
  if (state === 'withdrawn') return 'Not asked any more: it was withdrawn'
  if (!answered) return 'Not yet'
  return replied === null ? 'Yes' : `Yes, by ${replied}`
}
