import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Details } from '../../components/details.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { PasswordInput } from '../../components/password-input.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { hasPasskeys, makePasskey } from '../../passkeys.ts'
import { atDesk } from '../../session.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import type { PasskeyOwner } from '../../worker/passkeys.ts'
import { BACK } from './back.ts'

/** What a passkey may be called: one line, as long as the service takes. */
const LONGEST_NAME = 80

type Step = { at: 'ask' } | { at: 'make'; owner: PasskeyOwner; label: string } | { at: 'done'; label: string }

/** Adding a passkey: who asks is proved by the passphrase, then the authenticator makes it. */
export default function AddPasskey() {
  const [step, setStep] = useState<Step>({ at: 'ask' })
  if (!hasPasskeys()) return <None />
  switch (step.at) {
    case 'ask':
      return <Ask onAsked={(owner, label) => setStep({ at: 'make', owner, label })} />
    case 'make':
      return <Make {...step} onMade={() => setStep({ at: 'done', label: step.label })} />
    case 'done':
      return (
        <Page title="Your passkey is added" back={BACK}>
          <NotificationBanner id="added" title="Success" success>
            <p class="govuk-notification-banner__heading">From now on “{step.label}” signs in for you.</p>
          </NotificationBanner>
          <p class="govuk-body">
            Keep your kit. If the passkey is lost, you sign in with your passphrase and the 12 words, and
            remove it on the page of your account.
          </p>
        </Page>
      )
    default:
      return step satisfies never
  }
}

const None = () => (
  <Page title="Add a passkey" back={BACK}>
    <p class="govuk-body">
      This browser uses no passkeys at this address. They work in newer browsers, where the service has a name
      of its own and is reached by HTTPS. You go on signing in with your passphrase and kit.
    </p>
  </Page>
)

function Ask({ onAsked }: { onAsked(owner: PasskeyOwner, label: string): void }) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Add a passkey" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            const label = textOf('label').trim()
            void send(
              [
                ...missingOf(textOf, [
                  ['label', 'Enter a name for the passkey'],
                  ['passphrase', 'Enter your passphrase'],
                ]),
                ...(label.length > LONGEST_NAME
                  ? [{ field: 'label', message: `The name must be ${LONGEST_NAME} characters or less` }]
                  : []),
              ],
              async () => onAsked(await atDesk().prepareForPasskey(textOf('passphrase'), label), label),
              ({ name }) => (name === 'WrongPassphraseError' ? 'passphrase' : null),
            )
          }}
        >
          <p class="govuk-body">
            A passkey signs you in with a security key, or with the finger, face or PIN that unlocks your
            device, in place of your passphrase and the 12 words of your kit. It holds a secret of its own
            that opens your key, and that the service never has.
          </p>
          <p class="govuk-body">
            Your passphrase and kit go on working. Keep them: they are how you get in if the passkey is lost.
          </p>
          <Details summary="Where to keep a passkey">
            <p class="govuk-body">
              Whoever has the passkey and can unlock it can act as you. Safest is a security key that you
              carry, or the computer that you alone use at work.
            </p>
            <p class="govuk-body">
              If your browser offers to keep it in an account that copies it to your other devices, you trust
              whoever runs that account as well. Follow what your agency says about that.
            </p>
          </Details>
          <TextInput
            id="label"
            label="Name of the passkey"
            hint="For your own list, such as “security key on my ring” or “work laptop”."
            autocomplete="off"
            width="30"
            error={errorOf(errors, 'label')}
          />
          <PasswordInput
            id="passphrase"
            label="Your passphrase"
            what="passphrase"
            autocomplete="current-password"
            error={errorOf(errors, 'passphrase')}
          />
          <Button busy={busy}>{busy ? 'Making sure that it is you' : 'Continue'}</Button>
        </form>
      </div>
    </Page>
  )
}

function Make({ owner, label, onMade }: { owner: PasskeyOwner; label: string; onMade(): void }) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Make the passkey" back={BACK} errors={errors}>
      <p class="govuk-body">
        Your browser will ask where to keep “{label}”, and for a PIN, a finger or a face. Some authenticators
        ask twice: once to make it, and once to read the secret that opens your key.
      </p>
      <Button
        busy={busy}
        onClick={() =>
          void send([], async () => {
            const { credential, output } = await makePasskey(owner)
            await atDesk().addPasskey(credential, output)
            onMade()
          })
        }
      >
        {busy ? 'Waiting for your passkey' : 'Make the passkey'}
      </Button>
      <p class="govuk-visually-hidden" role="status">
        {busy ? 'Waiting for your passkey.' : ''}
      </p>
    </Page>
  )
}
