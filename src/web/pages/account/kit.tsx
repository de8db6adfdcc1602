import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { PasswordInput } from '../../components/password-input.tsx'
import { atDesk, stage } from '../../session.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import type { NewKit } from '../../worker/enrol.ts'
import { KeepKit } from '../enrol/keep-kit.tsx'
import { SendKey } from '../enrol/send-key.tsx'
import { BACK } from './back.ts'

type Step = { at: 'ask' } | { at: 'kit' | 'check'; kit: NewKit } | { at: 'done' }

/** A new kit, where the old one is lost or others may have seen it. */
export default function Kit() {
  const [step, setStep] = useState<Step>({ at: 'ask' })
  const { value } = stage
  switch (step.at) {
    case 'ask':
      return <Ask onKit={(kit) => setStep({ at: 'kit', kit })} />
    case 'kit':
      return (
        <KeepKit
          kit={step.kit}
          login={value.at === 'out' ? '' : value.person.login}
          onKept={() => setStep({ at: 'check', kit: step.kit })}
        />
      )
    case 'check':
      return (
        <SendKey
          kit={step.kit}
          button="Replace my kit"
          onBack={() => setStep({ at: 'kit', kit: step.kit })}
          onSend={async () => {
            await atDesk().takeNewKit()
            setStep({ at: 'done' })
          }}
        />
      )
    case 'done':
      return (
        <Page title="Your kit is replaced" back={BACK}>
          <NotificationBanner id="replaced" title="Success" success>
            <p class="govuk-notification-banner__heading">
              The new kit counts. The old one is void: destroy it.
            </p>
          </NotificationBanner>
          <p class="govuk-body">Your passphrase stays the same. You are signed out everywhere else.</p>
        </Page>
      )
    default:
      return step satisfies never
  }
}

function Ask({ onKit }: { onKit(kit: NewKit): void }) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Make a new recovery kit" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            void send(
              missingOf(textOf, [['passphrase', 'Enter your passphrase']]),
              async () => onKit(await atDesk().makeNewKit(textOf('passphrase'))),
              () => 'passphrase',
            )
          }}
        >
          <p class="govuk-body">
            Do this when your kit is lost, or others may have seen it. You are shown 12 new words once. When
            you have kept them, the old kit is void and you are signed out everywhere else.
          </p>
          <PasswordInput
            id="passphrase"
            label="Your passphrase"
            what="passphrase"
            autocomplete="current-password"
            error={errorOf(errors, 'passphrase')}
          />
          <Button busy={busy}>{busy ? 'Making a kit' : 'Make a new kit'}</Button>
        </form>
      </div>
    </Page>
  )
}
