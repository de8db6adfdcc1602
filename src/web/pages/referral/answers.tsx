import { useEffect, useRef, useState } from 'preact/hooks'
import { type AnswerState, answerStep, answerWord } from '../../../domain/delivery.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { Button } from '../../components/button.tsx'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { stateTagOf } from '../../components/state-tag.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import type { PlainAnswer } from '../../worker/answer.ts'

const ANSWERS: readonly { event: PlainAnswer; button: string; done: string }[] = [
  {
    event: 'acknowledged',
    button: 'Acknowledge it',
    done: 'Its sender has your signed receipt that you have seen it and will deal with it.',
  },
  {
    event: 'accepted',
    button: 'Take it on',
    done: 'Its sender has your signed receipt that your team takes it on.',
  },
]

/** What is said further, each on pages of its own. */
const IN_WORDS: readonly {
  task: string
  event: AnswerState | null
  text: string
  to?: KindName
  /** is sent to the sender, who is not known of mail that nobody has filed */
  sent?: true
}[] = [
  { task: 'research', event: null, text: 'Give the findings of your research', to: 'marac-research' },
  { task: 'reply', event: null, text: 'Reply in words', sent: true },
  { task: 'note', event: null, text: 'Write a note, which answers nothing', sent: true },
  { task: 'return', event: 'returned', text: 'Return it, with your advice' },
  { task: 'decline', event: 'declined', text: 'Decline it with a reason' },
]

/** What can be answered: by a signed receipt alone here, and with a reason or in words on further pages. */
export function Answers({
  delivery,
  standing,
  kind,
  filed,
}: {
  delivery: string
  standing: string | null
  kind: string
  /** whether it is known of whom it is: of mail, once it is filed */
  filed: boolean
}) {
  const [now, setNow] = useState(asState(standing))
  // A colleague may have answered meanwhile.
  useEffect(() => setNow(asState(standing)), [standing])
  const [done, setDone] = useState<string | null>(null)
  // The button that was pressed is gone with what it did: who goes by keyboard or by ear goes on from what came of it.
  const news = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (done !== null) news.current?.focus()
  }, [done])
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const give = async ({ event, done: words }: (typeof ANSWERS)[number]): Promise<void> => {
    setBusy(true)
    try {
      setNow(await atDesk().answer(delivery, event))
      setDone(words)
      setProblem(null)
    } catch (error) {
      setProblem(failed(error).message)
    }
    setBusy(false)
  }
  const possible = ANSWERS.filter(({ event }) => now !== event && answerStep(now, event))
  return (
    <>
      <h2 class="govuk-heading-m">Your answer</h2>
      <ErrorSummary errors={problem === null ? [] : [{ field: null, message: problem }]} />
      <div ref={news} tabIndex={-1} class="app-news">
        {done === null ? null : (
          <NotificationBanner id="answered" title="Success" success>
            <p class="govuk-notification-banner__heading">{done}</p>
          </NotificationBanner>
        )}
      </div>
      <p class="govuk-body">
        It stands as: {now === null ? 'not answered' : stateTagOf(answerWord(now)).text.toLowerCase()}.
        {possible.length === 0
          ? null
          : ' To acknowledge says that you have seen it and will deal with it; to take it on says that your team does.'}
      </p>
      {possible.length === 0 ? null : (
        <div class="govuk-button-group">
          {possible.map((one) => (
            <Button key={one.event} secondary busy={busy} onClick={() => void give(one)}>
              {one.button}
            </Button>
          ))}
        </div>
      )}
      <ul class="govuk-list app-screen-only">
        {IN_WORDS.filter(
          ({ event, to = kind, sent }) =>
            to === kind && (filed || !sent) && (event === null || answerStep(now, event)),
        ).map(({ task, text }) => (
          <li key={task}>
            <a class="govuk-link" href={`/received/${delivery}/${task}`}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

const STATES: readonly AnswerState[] = [
  'collected',
  'opened',
  'acknowledged',
  'accepted',
  'returned',
  'declined',
]

const asState = (word: string | null): AnswerState | null => STATES.find((state) => state === word) ?? null
