import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { AnswerReason } from '../../../domain/receipt-reasons.ts'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { failed } from '../../use-answer.ts'
import { kindInWords } from '../../words.ts'
import type { Answered, Writing } from '../../worker/compose/answering.ts'
import { beginAnswer, composing, save } from '../compose/composing.ts'
import { pathOf } from '../compose/steps.ts'
import { taskOf } from '../compose/tasks.ts'

const TITLES: Readonly<Record<Writing, string>> = {
  reply: 'Reply',
  research: 'Give your findings',
  note: 'Write a note',
  return: 'Return it to its sender',
}

type AnsweringProps = Answered & {
  writing: Writing
  /** why it is returned, with advice */
  reason?: AnswerReason
}

/** The beginning of an answer, which is then composed as a referral is. What was begun before is not lost by it. */
export function Answering({ of, received, writing, reason }: AnsweringProps) {
  const { route } = useLocation()
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  const { value: before } = composing
  const [inTheWay] = useState(() => before !== null && (before.unsaved || isThis()))

  function isThis(): boolean {
    const answered = composing.value?.original?.answered
    return answered?.of === of && composing.value !== null && taskOf(composing.value.composition) === writing
  }
  const begin = async () => {
    setBusy(true)
    setErrors([])
    try {
      if (!isThis()) {
        if (composing.value?.unsaved) await save()
        await beginAnswer({ of, received }, writing, reason ?? null)
      }
      route(pathOf('form-1'), true)
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      setBusy(false)
    }
  }
  useEffect(() => {
    if (!inTheWay || isThis()) void begin()
  }, [])
  const back = { href: `${received ? '/received' : '/sent'}/${of}`, text: 'Back to the referral' }
  return (
    <Page title={TITLES[writing]} errors={errors} back={back} marking="RESTRICTED">
      {inTheWay && before !== null && !isThis() ? (
        <>
          <p class="govuk-body">
            You have begun something else, and it is not sent: {kindInWords(before.composition.kind)}.
          </p>
          <div class="govuk-button-group">
            <Button busy={busy} onClick={() => void begin()}>
              Save that as a draft and go on
            </Button>
            <a class="govuk-link" href={pathOf('form-1')}>
              Go on with what you have begun
            </a>
          </div>
        </>
      ) : errors.length > 0 ? null : (
        <p class="govuk-body app-waiting" role="status">
          Looking at what you are answering
        </p>
      )}
    </Page>
  )
}
