import { useState } from 'preact/hooks'
import type { ClientError } from '../../../sdk/errors.ts'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { PasswordInput } from '../../components/password-input.tsx'
import { atDesk } from '../../session.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { PassphraseRules } from '../enrol/choose-passphrase.tsx'
import { wrongPassphrases } from '../enrol/problems.ts'
import { BACK } from './back.ts'

/** Which field an error is about. */
const FIELDS: Readonly<Record<string, string>> = {
  WrongPassphraseError: 'current',
  WrongKitError: 'kit',
  WordsError: 'kit',
  WrappedKeyError: 'kit',
}
const fieldOf = ({ name }: ClientError): string | null => FIELDS[name] ?? null

/** Changing the passphrase: with the kit, which stays the same. */
export default function Passphrase() {
  const [done, setDone] = useState(false)
  const { errors, busy, send } = useSending()
  if (done)
    return (
      <Page title="Your passphrase is changed" back={BACK}>
        <NotificationBanner id="changed" title="Success" success>
          <p class="govuk-notification-banner__heading">From now on you sign in with the new passphrase.</p>
        </NotificationBanner>
        <p class="govuk-body">
          Your kit stays the same. You are signed out everywhere else. On a machine where you use the command,
          sign in once more: <code>despatch login --new-device</code>.
        </p>
      </Page>
    )
  return (
    <Page title="Change your passphrase" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            const wanted = textOf('passphrase')
            const change = { passphrase: textOf('current'), kit: textOf('kit'), wanted }
            void send(
              [
                ...missingOf(textOf, [
                  ['current', 'Enter your passphrase as it is now'],
                  ['kit', 'Enter the 12 words of your kit'],
                ]),
                ...wrongPassphrases(wanted, textOf('again')),
              ],
              async () => {
                await atDesk().changePassphrase(change)
                setDone(true)
              },
              fieldOf,
            )
          }}
        >
          <PasswordInput
            id="current"
            label="Your passphrase as it is now"
            what="passphrase"
            autocomplete="current-password"
            error={errorOf(errors, 'current')}
          />
          <PasswordInput
            id="kit"
            label="The 12 words of your kit"
            what="words"
            autocomplete="off"
            error={errorOf(errors, 'kit')}
          />
          <PassphraseRules />
          <PasswordInput
            id="passphrase"
            label="New passphrase"
            what="new passphrase"
            autocomplete="new-password"
            error={errorOf(errors, 'passphrase')}
          />
          <PasswordInput
            id="again"
            label="The same passphrase again"
            what="passphrase again"
            autocomplete="new-password"
            error={errorOf(errors, 'again')}
          />
          <Button busy={busy}>{busy ? 'Changing it' : 'Change my passphrase'}</Button>
        </form>
      </div>
    </Page>
  )
}
