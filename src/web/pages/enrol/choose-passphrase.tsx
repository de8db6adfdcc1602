import { SHORTEST_PASSPHRASE } from '../../../sdk/passphrase-length.ts'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { PasswordInput } from '../../components/password-input.tsx'
import { textsOf, useSending } from '../../use-sending.ts'
import { wrongPassphrases } from './problems.ts'

/** A passphrase, twice, with its rules. It goes to the session worker and stays in no page. */
export function ChoosePassphrase({
  onChosen,
  onBack,
}: {
  onChosen(passphrase: string): Promise<void>
  onBack(): void
}) {
  const { errors, busy, send } = useSending()
  return (
    <Page title="Choose a passphrase" errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            const passphrase = textOf('passphrase')
            void send(wrongPassphrases(passphrase, textOf('again')), () => onChosen(passphrase))
          }}
        >
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
          <div class="govuk-button-group">
            <Button busy={busy}>{busy ? 'Making your key' : 'Make my key'}</Button>
            <Button secondary onClick={onBack}>
              Back
            </Button>
          </div>
          <p class="govuk-visually-hidden" role="status">
            {busy ? 'Your key is being made in this browser.' : ''}
          </p>
        </form>
      </div>
    </Page>
  )
}

/** What a passphrase must be, and what it should be. */
export const PassphraseRules = () => (
  <>
    <p class="govuk-body">Your passphrase:</p>
    <ul class="govuk-list govuk-list--bullet">
      <li>must have at least {SHORTEST_PASSPHRASE} characters; blanks count</li>
      <li>
        should be three or more words that have nothing to do with each other: it need not have digits or
        signs
      </li>
      <li>must be one that you use nowhere else, and that nobody else knows</li>
    </ul>
    <p class="govuk-body">
      It is never sent. Nobody can look it up for you or set another: with your passphrase and your kit you
      open your key, and without either of them nobody does.
    </p>
  </>
)
