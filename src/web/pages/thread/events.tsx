import { STRENGTHS } from '../../components/recipient-standing.tsx'
import { Timeline } from '../../components/timeline.tsx'
import { kindInWords } from '../../words.ts'
import type { ThreadEvent } from '../../worker/thread.ts'

/** What happened in an exchange: referrals, replies and notes, receipts and reports, each with what stands behind it. */
export const Events = ({ events }: { events: readonly ThreadEvent[] }) => (
  <Timeline
    items={events.map((event, at) => {
      const { reference, by, says, strength, to } = event
      return {
        key: `${at} ${reference}`,
        title: titleOf(event),
        by,
        at: event.at,
        children: (
          <p class="govuk-body app-words">
            {event.what === 'sent' && to.length > 0 ? `To ${to.join(', ')}. ` : ''}
            {event.what === 'withdrawn' ? `From ${to.join(', ')}. ` : ''}
            {says === null ? '' : `${says} `}(
            {strength === null ? 'as the service says' : STRENGTHS[strength]})
          </p>
        ),
      }
    })}
  />
)

function titleOf({ what, kind, reference, href }: ThreadEvent) {
  const name = `${kindInWords(kind)} ${reference}`
  if (what === 'sent')
    return (
      <a class="govuk-link" href={href}>
        {name}
      </a>
    )
  return what === 'withdrawn' ? `${name} was withdrawn` : `About ${name}`
}
