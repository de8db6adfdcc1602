import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { textsOf, useSending } from '../../use-sending.ts'
import type { Candidate } from '../../worker/people.ts'
import { GiveMailboxes } from './give-mailboxes.tsx'
import { NewcomerFacts } from './invite.tsx'
import { BACK } from './words.ts'

type Done = { certified: number } | { refused: true }

/** Certifying somebody who has enrolled: their key is compared, and then certified or refused. */
export default function CertifyNewcomer() {
  const { id = '' } = useRoute().params
  const answer = useAnswer(() => atDesk().candidate(id), [id])
  const [done, setDone] = useState<Done | null>(null)
  if (answer.state !== 'there')
    return (
      <Page title="Certify somebody who has enrolled" back={BACK}>
        <Waiting answer={answer} words="Looking at their key">
          {() => null}
        </Waiting>
      </Page>
    )
  const { value } = answer
  if (done === null) return <Compare id={id} candidate={value} onDone={setDone} />
  if ('refused' in done)
    return (
      <Page title="Refused" back={BACK}>
        <NotificationBanner id="refused" title="Success" success>
          <p class="govuk-notification-banner__heading">
            Nobody was appointed, and the invitation is taken back.
          </p>
        </NotificationBanner>
        <p class="govuk-body">
          Tell your co-ordinator if the newcomer did not enrol themselves: somebody else had their invitation.
          To go on with the newcomer, invite them anew.
        </p>
      </Page>
    )
  return (
    <Page title="Certified" back={BACK}>
      <NotificationBanner id="certified" title="Success" success>
        <p class="govuk-notification-banner__heading">
          {value.nominee.login} is appointed: record {done.certified} of the trust log.
        </p>
      </NotificationBanner>
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">
        They can sign in now. Other agencies see them as <strong>{value.madeOutTo}</strong>.
      </p>
      <GiveMailboxes login={value.nominee.login} mailboxes={value.nominee.mailboxes} />
    </Page>
  )
}

function Compare({
  id,
  candidate: { fingerprint, words, madeOutTo, nominee },
  onDone,
}: {
  id: string
  candidate: Candidate
  onDone(done: Done): void
}) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Certify somebody who has enrolled" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const chosen = textsOf(event.currentTarget)('same')
            void send(
              chosen === '' ? [{ field: 'same', message: 'Select whether the words are the same' }] : [],
              async () => {
                if (chosen === 'yes') return onDone({ certified: await atDesk().certify(id, fingerprint) })
                await atDesk().withdrawInvitation(id)
                onDone({ refused: true })
              },
            )
          }}
        >
          <NewcomerFacts newcomer={nominee} />
          <h2 class="govuk-heading-m">Their key</h2>
          <SummaryList
            rows={[
              { key: 'Proven', value: 'with the secret of your invitation: this browser has checked it' },
              { key: 'In words', value: words },
              { key: 'Fingerprint', value: <code>{fingerprint}</code> },
              { key: 'Other agencies will see', value: madeOutTo },
            ]}
          />
          <p class="govuk-body">
            Call the newcomer at a number that you know, or ask them in person, and have them read you the
            words of their key. Do not read yours to them. What you certify stands in the trust log for ever.
          </p>
          <Radios
            id="same"
            label="Are the words that they read to you the same?"
            choices={[
              { value: 'yes', text: 'Yes, certify this key as theirs' },
              {
                value: 'no',
                text: 'No, refuse it',
                hint: 'The invitation is taken back, and nobody is appointed.',
              },
            ]}
            error={errorOf(errors, 'same')}
          />
          <Button busy={busy}>{busy ? 'Entering it in the trust log' : 'Sign and continue'}</Button>
        </form>
      </div>
    </Page>
  )
}
