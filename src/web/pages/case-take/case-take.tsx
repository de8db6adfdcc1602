import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { atDesk } from '../../session.ts'
import { counted } from '../../words.ts'
import type { TakenOver } from '../../worker/case-people.ts'
import { FoundRows } from '../case-find/found-rows.tsx'
import { ReferralChoice } from './referral-choice.tsx'

/** Takes everybody over whom a referral names, so that nobody is keyed twice. */
export default function CaseTake() {
  const { id = '' } = useRoute().params
  const [taken, setTaken] = useState<(TakenOver & { id: string }) | null>(null)
  if (taken?.id !== id)
    return (
      <ReferralChoice
        id={id}
        title="Take people over from a referral"
        button="Take them over"
        carryOut={async (reference) => setTaken({ ...(await atDesk().takePeopleOver(id, reference)), id })}
      />
    )
  const { added, there, proposed } = taken
  return (
    <Page
      key="taken"
      title="People taken over"
      back={{ href: `/cases/${id}`, text: 'Back to the case' }}
      marking="RESTRICTED"
    >
      <NotificationBanner id="taken" title="Success" success>
        <p class="govuk-notification-banner__heading">
          {added.length === 1 ? '1 person is' : `${added.length} people are`} new in the case.
        </p>
      </NotificationBanner>
      {added.length === 0 ? null : (
        <ul class="govuk-list govuk-list--bullet app-words">
          {added.map((name, at) => (
            <li key={at}>{name}</li>
          ))}
        </ul>
      )}
      {there === 0 ? null : (
        <p class="govuk-body">
          In the case already: {counted(there, 'person', 'people')}. Nobody was added twice.
        </p>
      )}
      {proposed.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">Other cases that may name them</h2>
          <FoundRows found={proposed} linking={id} />
        </>
      )}
      <p class="govuk-body">
        <a class="govuk-link" href={`/cases/${id}`}>
          Go to the case
        </a>
      </p>
    </Page>
  )
}
