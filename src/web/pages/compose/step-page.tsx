import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { InsetText, NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { failed } from '../../use-answer.ts'
import { kindInWords, momentInWords } from '../../words.ts'
import { type Composing, composing, save } from './composing.ts'
import { Original } from './original.tsx'
import { backFrom, nextAfter, type StepName } from './steps.ts'
import { captionOf, markingOf, NOT_IN_CASE, taskOf, wordsOf } from './tasks.ts'

type StepPageProps = {
  composing: Composing
  step: StepName
  title: string
  errors: readonly FieldError[]
  /** resolves to whether one may go on; it tells itself what is in the way */
  mayGoOn: () => Promise<boolean>
  children: ComponentChildren
}

/** A question on a page of its own: going on, back, or leaving it as a draft. */
export function StepPage({ composing, step, title, errors, mayGoOn, children }: StepPageProps) {
  const { composition, original, withoutOriginal } = composing
  const { route } = useLocation()
  const [busy, setBusy] = useState(false)
  const goOn = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      if (await mayGoOn()) route(nextAfter(composing, step))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Page
      title={title}
      tab={`${title}: ${taskOf(composition) === 'referral' ? kindInWords(composition.kind) : wordsOf(composition).name}`}
      caption={captionOf(composing)}
      errors={errors}
      back={backFrom(composing, step)}
      marking={markingOf(composition)}
    >
      <div class="govuk-grid-row">
        <form
          class={original ? 'govuk-grid-column-two-thirds-from-desktop' : 'govuk-grid-column-two-thirds'}
          noValidate
          onSubmit={(event) => void goOn(event)}
        >
          {composition.answering.thread === undefined ? null : (
            <p class="govuk-body app-words">It goes to {composition.to.join(', ')}.</p>
          )}
          {withoutOriginal === null ? null : (
            <InsetText>What you are answering cannot be shown beside it. {withoutOriginal}</InsetText>
          )}
          {children}
          <div class="govuk-button-group">
            <Button busy={busy}>Continue</Button>
            <SaveButton />
          </div>
        </form>
        {original ? (
          <div class="govuk-grid-column-one-third-from-desktop">
            <Original original={original.opened} />
          </div>
        ) : null}
      </div>
    </Page>
  )
}

/** Saves what was composed so far, sealed, and says so. */
export function SaveButton() {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ ok: boolean; words: string } | null>(null)
  const saveIt = async () => {
    setBusy(true)
    try {
      setSaid({
        ok: true,
        words: [
          `It is saved as a sealed draft, and kept until ${momentInWords(await save())}.`,
          ...(composing.value?.composition.inCase ? [NOT_IN_CASE] : []),
        ].join(' '),
      })
    } catch (error) {
      setSaid({ ok: false, words: failed(error).message })
    }
    setBusy(false)
  }
  return (
    <>
      <Button secondary busy={busy} onClick={() => void saveIt()}>
        Save as a draft
      </Button>
      {said === null ? null : said.ok ? (
        <NotificationBanner id="saved" title="Success" success>
          <p class="govuk-notification-banner__heading">
            {said.words}{' '}
            <a class="govuk-notification-banner__link" href="/drafts">
              See your drafts
            </a>
          </p>
        </NotificationBanner>
      ) : (
        <p class="govuk-error-message" role="alert">
          {said.words}
        </p>
      )}
    </>
  )
}
