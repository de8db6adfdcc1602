import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk, stage } from '../../session.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { counted } from '../../words.ts'
import { BACK } from '../account/back.ts'

/** Granting a colleague the earlier keys of a mailbox of one's own, so that they can read what came before them. */
export default function ShareKeys() {
  const [said, setSaid] = useState<string | null>(null)
  const { errors, busy, send } = useSending()
  const own = stage.value.at === 'out' ? [] : stage.value.person.mailboxes
  const mailboxes = own.filter(({ rights }) => rights.includes('open'))
  const title = 'Share the earlier keys of a mailbox'
  if (said !== null)
    return (
      <Page title={title} back={BACK}>
        <NotificationBanner id="said" title="Success" success>
          <p class="govuk-notification-banner__heading">{said}</p>
        </NotificationBanner>
        <p class="govuk-body">They can read what came before they became a member, from now on.</p>
      </Page>
    )
  if (mailboxes.length === 0)
    return (
      <Page title={title} back={BACK}>
        <p class="govuk-body">You open no mailbox, so you hold no key that you could share.</p>
      </Page>
    )
  return (
    <Page title={title} back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            const [login, mailbox] = [textOf('login').trim().toLowerCase(), textOf('mailbox')]
            void send(
              missingOf(textOf, [
                ['mailbox', 'Select the mailbox'],
                ['login', 'Enter the sign-in name of your colleague'],
              ]),
              async () => {
                const granted = await atDesk().shareKeys(login, mailbox)
                setSaid(`${login} was granted ${counted(granted, 'earlier key')} of ${mailbox}.`)
              },
              () => 'login',
            )
          }}
        >
          <p class="govuk-body">
            For a colleague who is a member of the mailbox already, and cannot read what came before. They
            will be able to read all that came while the keys that you hold were in use.
          </p>
          <Radios
            id="mailbox"
            label="Which mailbox?"
            choices={mailboxes.map(({ address }) => ({ value: address, text: address }))}
            error={errorOf(errors, 'mailbox')}
          />
          <TextInput
            id="login"
            label="Your colleague’s sign-in name"
            hint="Such as asb.caseworker2."
            autocomplete="off"
            error={errorOf(errors, 'login')}
          />
          <Button busy={busy}>{busy ? 'Granting the keys' : 'Share the keys'}</Button>
        </form>
      </div>
    </Page>
  )
}
