import { useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { InsetText, NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { PasswordInput } from '../../components/password-input.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { hasPasskeys, usePasskey } from '../../passkeys.ts'
import { isHostedElsewhere, serviceOrigin } from '../../service-origin.ts'
import { KeysChangedError, signIn, signInByPasskey, stage, stillChanged } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import type { ChangedInWords } from '../../worker/changed-keys.ts'
import { ChangedKeys, type Heard, heardOf, missingWords } from './changed-keys.tsx'
import { loginFrom, missing, passkeyProblemOf, problemOf, ROOT_WANTED, type Typed } from './problems.ts'

/** No kit is longer, in characters. */
const KIT_LIMIT = 64 * 1024

/** Passphrase and kit, or a passkey. What is typed is read when it is sent, given to the session worker, and kept by no page. */
export function SignIn() {
  const { value } = stage
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [asksRoot, setAsksRoot] = useState(false)
  const [changed, setChanged] = useState<readonly ChangedInWords[]>([])
  const [heard, setHeard] = useState<Heard>({})
  const [busy, setBusy] = useState(false)
  const notice = value.at === 'out' ? value.notice : null

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy || !form.current) return
    const typed = await typedIn(form.current)
    setBusy(true)
    const still = await changedStill()
    const wrong = [...missing(typed, asksRoot), ...missingWords(heard, still)]
    setErrors(wrong)
    if (wrong.length > 0) return setBusy(false)
    try {
      await signIn({
        ...typed,
        root: typed.root === '' ? null : typed.root,
        heard: heardOf(heard, still),
      })
    } catch (error) {
      const problem = problemOf(failed(error))
      setAsksRoot(asksRoot || problem.field === 'root')
      if (error instanceof KeysChangedError) setChanged(error.changed)
      // Of twelve words one may be misspelled, or the file another: they stay, to be put right.
      else if (problem.field !== 'kit' && !problem.field?.startsWith('words-')) forgetPassphrase(form.current)
      setErrors([problem])
      setBusy(false)
    }
  }

  /** The words of a changed key are asked for as long as it is another than this browser knows, and no longer. */
  async function changedStill(): Promise<readonly ChangedInWords[]> {
    const still = changed.length === 0 ? changed : ((await stillChanged()) ?? changed)
    setChanged(still)
    return still
  }

  /** No name is asked for: whose passkey it is shows when it is used. */
  async function byPasskey(): Promise<void> {
    if (busy || !form.current) return
    const { root } = await typedIn(form.current)
    setErrors([])
    if (asksRoot && root === '') return setErrors([{ field: 'root', message: ROOT_WANTED }])
    setBusy(true)
    const still = await changedStill()
    const wrong = missingWords(heard, still)
    if (wrong.length > 0) {
      setErrors(wrong)
      return setBusy(false)
    }
    try {
      await signInByPasskey(await usePasskey(), {
        root: root === '' ? null : root,
        heard: heardOf(heard, still),
      })
    } catch (error) {
      const problem = passkeyProblemOf(failed(error))
      setAsksRoot(asksRoot || problem.field === 'root')
      if (error instanceof KeysChangedError) setChanged(error.changed)
      setErrors([problem])
      setBusy(false)
    }
  }

  return (
    <Page title="Sign in" errors={errors}>
      {notice === null ? null : (
        <NotificationBanner id="notice" title="Important">
          <p class="govuk-notification-banner__heading">{notice}</p>
        </NotificationBanner>
      )}
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          ref={form}
          noValidate
          onSubmit={(event) => void submit(event)}
        >
          {isHostedElsewhere() ? (
            <p class="govuk-body">
              You sign in to <strong>{new URL(serviceOrigin()).host}</strong>. This page comes from{' '}
              <strong>{location.host}</strong>, which sees what you type and read here: sign in only if that
              is your agency’s own address.
            </p>
          ) : null}
          <TextInput
            id="login"
            label="Sign-in name"
            autocomplete="username"
            width="20"
            value={value.at === 'out' ? value.login : ''}
            error={errorOf(errors, 'login')}
          />
          <PasswordInput
            id="passphrase"
            label="Passphrase"
            what="passphrase"
            autocomplete="current-password"
            error={errorOf(errors, 'passphrase')}
          />
          <PasswordInput
            id="kit"
            label="The 12 words of your kit"
            hint="They stand on the page that you printed when you enrolled. Put a space between them."
            what="words"
            autocomplete="off"
            error={errorOf(errors, 'kit')}
          />
          <FileUpload
            id="kit-file"
            label="Or the file of your kit"
            hint="It is read in this browser and not sent."
            accept=".txt,text/plain"
          />
          {asksRoot ? (
            <TextInput
              id="root"
              label="Fingerprint of your agency’s root"
              hint="40 or 64 digits and letters from a to f, as your liaison officer gave them to you. It is asked for once."
              autocomplete="off"
              error={errorOf(errors, 'root')}
            />
          ) : null}
          {changed.length === 0 ? null : (
            <ChangedKeys changed={changed} heard={heard} errors={errors} onChange={setHeard} />
          )}
          <Button busy={busy}>
            {busy ? 'Signing in' : changed.length === 0 ? 'Sign in' : 'Accept the change and sign in'}
          </Button>
          <p class="govuk-visually-hidden" role="status">
            {busy ? 'Signing in: your key is being opened in this browser.' : ''}
          </p>
          <InsetText>
            Neither your passphrase nor the words are sent: they open your key in this browser, where it is
            forgotten when you lock it. You have a kit if you have enrolled in a browser, or set a passphrase
            with the command <code>despatch account passphrase</code>.
          </InsetText>
          {hasPasskeys() ? (
            <>
              <h2 class="govuk-heading-m">If you have added a passkey</h2>
              <p class="govuk-body">
                It opens your key in place of your passphrase and kit. You add one on the page of your
                account.
              </p>
              <Button secondary busy={busy} onClick={() => void byPasskey()}>
                Sign in with a passkey
              </Button>
            </>
          ) : null}
        </form>
      </div>
    </Page>
  )
}

async function typedIn(form: HTMLFormElement): Promise<Typed> {
  const fields = new FormData(form)
  const textOf = (name: string): string => {
    const found = fields.get(name)
    return typeof found === 'string' ? found : ''
  }
  const file = fields.get('kit-file')
  const kit = textOf('kit').trim()
  return {
    login: loginFrom(textOf('login')),
    passphrase: textOf('passphrase'),
    kit: kit === '' && file instanceof File ? await file.slice(0, KIT_LIMIT).text() : kit,
    root: textOf('root').replaceAll(/\s/g, ''),
  }
}

/** A passphrase that was wrong is typed anew. */
function forgetPassphrase(form: HTMLFormElement): void {
  const field = form.elements.namedItem('passphrase')
  if (field instanceof HTMLInputElement) field.value = ''
}
