import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { REVOCATION_CHOICES, reasonChosen } from '../mailbox-keys/revocation-reasons.ts'
import { BACK } from './words.ts'

/** Taking back the word for a key of a mailbox that is read outside the service: nothing is sealed to it any more. */
export default function TakeBack() {
  const answer = useAnswer(() => atDesk().revocablePartnerKeys(), [])
  const [done, setDone] = useState<string | null>(null)
  const { errors, busy, send } = useSending()
  if (done !== null)
    return (
      <Page title="The key is taken back" back={BACK}>
        <NotificationBanner id="done" title="Success" success>
          <p class="govuk-notification-banner__heading">Nothing is sealed to the key of {done} any more.</p>
        </NotificationBanner>
        <h2 class="govuk-heading-m">What happens next</h2>
        <p class="govuk-body">
          What your agency writes to that mailbox waits as a draft until another key of it is approved. Ask
          its holder for one.
        </p>
      </Page>
    )
  return (
    <Page title="Take back a key" back={BACK} errors={errors}>
      <Waiting answer={answer} words="Looking up the keys that your agency vouches for">
        {(keys) =>
          keys.length === 0 ? (
            <p class="govuk-body">
              Your agency vouches for no key. A key that it has approved or certified is listed here; whoever
              approved another has to take it back.
            </p>
          ) : (
            <form
              noValidate
              onSubmit={(event) => {
                event.preventDefault()
                const textOf = textsOf(event.currentTarget)
                const reason = reasonChosen(textOf('reason'))
                const mailbox = textOf('mailbox')
                void send(
                  missingOf(textOf, [
                    ['mailbox', 'Select the key'],
                    ['reason', 'Select why'],
                  ]),
                  async () => {
                    if (reason) await atDesk().takeBackPartnerKey(mailbox, reason)
                    setDone(mailbox)
                  },
                )
              }}
            >
              <WarningText>
                This cannot be undone: that very key never counts again, for any agency.
              </WarningText>
              <Radios
                id="mailbox"
                label="Which key?"
                choices={keys.map(({ mailbox, name, fingerprint }) => ({
                  value: mailbox,
                  text: mailbox,
                  hint: `${name}, ${fingerprint}`,
                }))}
                error={errorOf(errors, 'mailbox')}
              />
              <Radios
                id="reason"
                label="Why?"
                choices={REVOCATION_CHOICES}
                error={errorOf(errors, 'reason')}
              />
              <Button busy={busy}>{busy ? 'Entering it in the trust log' : 'Take the key back'}</Button>
            </form>
          )
        }
      </Waiting>
    </Page>
  )
}
