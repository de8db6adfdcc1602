import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { failed } from '../../use-answer.ts'
import { kindInWords, momentInWords } from '../../words.ts'
import { type Composing, save } from './composing.ts'
import { backFrom, nextAfter, type StepName } from './steps.ts'

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
      tab={`${title}: ${kindInWords(composing.composition.kind)}`}
      caption={captionOf(composing)}
      errors={errors}
      back={backFrom(composing, step)}
      marking="RESTRICTED"
    >
      <form noValidate onSubmit={(event) => void goOn(event)}>
        <div class="govuk-grid-row">
          <div class="govuk-grid-column-two-thirds">{children}</div>
        </div>
        <div class="govuk-button-group">
          <Button busy={busy}>Continue</Button>
          <SaveButton />
        </div>
      </form>
    </Page>
  )
}

/** What the person is about, over the heading of each page. */
const captionOf = ({ journey, composition }: Composing): string =>
  journey === 'push' ? 'Push an order' : `Send a referral: ${kindInWords(composition.kind)}`

/** Saves what was composed so far, sealed, and says so. */
export function SaveButton() {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ ok: boolean; words: string } | null>(null)
  const saveIt = async () => {
    setBusy(true)
    try {
      setSaid({
        ok: true,
        words: `It is saved as a sealed draft, and kept until ${momentInWords(await save())}.`,
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
          <p class="govuk-notification-banner__heading">{said.words}</p>
        </NotificationBanner>
      ) : (
        <p class="govuk-error-message" role="alert">
          {said.words}
        </p>
      )}
    </>
  )
}
