import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { isAnswerReason } from '../../../domain/receipt-reasons.ts'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { all, one, type Typed, typedIn } from '../../typed.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import type { Answered, Beginning, Judged } from '../../worker/answering.ts'
import { AnswerStep } from './answer-step.tsx'
import { CheckStep } from './check-step.tsx'
import { type Done, DonePage } from './done.tsx'
import { GroundsStep } from './grounds-step.tsx'
import { Original } from './original.tsx'
import { PeopleStep } from './people-step.tsx'
import { dataOf, missingOn, placedFaults, type Step, stepsOf, type Task, writtenOf } from './written.ts'

const NAMES: Readonly<Record<Task, { title: string; button: string }>> = {
  reply: { title: 'Reply', button: 'Send the reply' },
  note: { title: 'Write a note', button: 'Send the note' },
  return: { title: 'Return it to its sender', button: 'Return it' },
  decline: { title: 'Decline it', button: 'Decline it' },
}

const TITLES: Readonly<Record<Exclude<Step, 'answer' | 'done'>, string>> = {
  people: 'What it says of people',
  grounds: 'By what law, and with whose consent',
  check: 'Check your answers',
}

const NONE: readonly FieldError[] = []

type AnsweringProps = Answered & { task: Task }

/** An answer, a question a page: what is typed stays until the answer is sent or its pages are left. */
export function Answering({ of, received, task }: AnsweringProps) {
  const kind = task === 'note' ? 'note' : 'reply'
  const begun = useAnswer(
    () => (task === 'decline' ? atDesk().beginReceipt(of) : atDesk().beginAnswer({ of, received }, kind)),
    [of, task],
  )
  const back = { href: `${received ? '/received' : '/sent'}/${of}`, text: 'Back to the referral' }
  if (begun.state !== 'there')
    return (
      <Page key="waiting" title={NAMES[task].title} back={back} marking="RESTRICTED">
        <Waiting answer={begun} words="Looking at what you are answering">
          {() => null}
        </Waiting>
      </Page>
    )
  return <Steps key={of} of={of} received={received} task={task} begun={begun.value} />
}

function Steps({ of, received, task, begun }: AnsweringProps & { begun: Beginning }) {
  const { path, query, route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState<Typed>({})
  const [wrong, setWrong] = useState<{ step: Step; errors: readonly FieldError[] } | null>(null)
  const [stopped, setStopped] = useState<Pick<Judged, 'refused' | 'unmet'> | null>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<Done | null>(null)
  const steps = stepsOf(task, typed)
  const step = reached(task, typed, query.step)
  const errors = wrong?.step === step ? wrong.errors : NONE
  const hrefOf = (to: Step) => (to === 'answer' ? path : `${path}?step=${to}`)
  const marking = one(typed, 'marking') || begun.marking
  const written = step === 'check' && steps.includes('people') ? writtenOf(task, typed, begun) : null
  // Asked anew whenever something else is written.
  const judging = useAnswer(
    () => (written ? atDesk().judgeAnswer({ of, received }, written) : Promise.resolve(null)),
    [JSON.stringify(written)],
  )
  const judged = judging.state === 'there' && judging.value ? { ...judging.value, ...stopped } : null
  const home = `${received ? '/received' : '/sent'}/${of}`

  if (done) return <DonePage task={task} done={done} marking={marking} />

  /** What is wrong stands on the step that asks for it; the page goes there. */
  function show(problems: readonly { step: Step; error: FieldError }[]): boolean {
    const [first] = problems
    if (!first) return false
    const errors = problems.filter((one) => one.step === first.step).map(({ error }) => error)
    setWrong({ step: first.step, errors })
    if (first.step !== step) route(hrefOf(first.step))
    return true
  }

  async function goOn(now: Typed): Promise<void> {
    const missing = missingOn(step, task, now)
    if (show(missing.map((error) => ({ step, error })))) return
    const way = stepsOf(task, now)
    const next = way[way.indexOf(step) + 1] ?? 'check'
    const writes = way.includes('people')
    if (writes && step !== 'answer') {
      const kind = task === 'note' ? 'note' : 'reply'
      if (show(placedFaults(await atDesk().answerFaults(kind, dataOf(task, now))))) return
    }
    setStopped(null)
    setWrong(null)
    route(hrefOf(next))
  }

  async function sendIt(now: Typed): Promise<void> {
    if (judged && judged.higher.length > 0 && all(now, 'keepMarking').length === 0)
      return void show([
        {
          step,
          error: {
            field: 'keepMarking',
            message: 'Change the text or the marking, or select that it is sent as it is',
          },
        },
      ])
    const ended = await carryOut({ of, received, task, begun, typed: now })
    if (ended?.outcome === 'stopped') return setStopped(ended)
    const { reference, thread } = begun.original.headline
    setDone({ outcome: ended, reference, thread, back: home })
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy || !form.current) return
    const now = typedIn(form.current, typed)
    setTyped(now)
    setBusy(true)
    try {
      await (step === 'check' ? sendIt(now) : goOn(now))
    } catch (error) {
      setWrong({ step, errors: [{ field: null, message: failed(error).message }] })
    }
    setBusy(false)
  }

  const at = steps.indexOf(step)
  const before = steps[at - 1]
  const allowed = judging.state === 'there' && (judged === null || judged.unmet.length === 0)
  return (
    <Page
      key={step}
      title={step === 'answer' || step === 'done' ? NAMES[task].title : TITLES[step]}
      caption={begun.original.headline.reference}
      errors={errors}
      back={
        before === undefined
          ? { href: home, text: 'Back to the referral' }
          : { href: hrefOf(before), text: 'Back' }
      }
      marking={marking}
    >
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds-from-desktop"
          ref={form}
          noValidate
          onSubmit={(event) => void submit(event)}
        >
          {begun.to.length === 0 ? null : (
            <p class="govuk-body app-words">It goes to {begun.to.join(', ')}.</p>
          )}
          {step === 'answer' ? <AnswerStep task={task} typed={typed} errors={errors} /> : null}
          {step === 'people' ? <PeopleStep typed={typed} errors={errors} /> : null}
          {step === 'grounds' ? <GroundsStep typed={typed} errors={errors} begun={begun} /> : null}
          {step === 'check' ? (
            <Waiting answer={judging} words="Asking the rules of the partnership">
              {() => (
                <CheckStep
                  task={task}
                  typed={typed}
                  begun={begun}
                  judged={judged}
                  errors={errors}
                  hrefOf={hrefOf}
                />
              )}
            </Waiting>
          ) : null}
          {step === 'check' && !allowed ? null : (
            <Button busy={busy}>{step === 'check' ? NAMES[task].button : 'Continue'}</Button>
          )}
          <p class="govuk-visually-hidden" role="status">
            {busy ? (step === 'check' ? 'Sealing it in this browser, and sending it.' : 'Checking it.') : ''}
          </p>
        </form>
        <div class="govuk-grid-column-one-third-from-desktop">
          <Original original={begun.original} />
        </div>
      </div>
    </Page>
  )
}

/** The step that the address names, as far as everything before it was answered: else the first that was not. */
function reached(task: Task, typed: Typed, named: string | undefined): Step {
  const steps = stepsOf(task, typed).filter((step) => step !== 'done')
  const unanswered = steps.find((step) => missingOn(step, task, typed).length > 0)
  const wanted = steps.find((step) => step === named) ?? 'answer'
  if (unanswered === undefined) return wanted
  return steps.indexOf(wanted) <= steps.indexOf(unanswered) ? wanted : unanswered
}

async function carryOut({
  of,
  received,
  task,
  begun,
  typed,
}: AnsweringProps & { begun: Beginning; typed: Typed }) {
  const written = writtenOf(task, typed, begun)
  if (task === 'reply' || task === 'note') return atDesk().sendAnswer({ of, received }, written)
  const reason = one(typed, 'code')
  if (!isAnswerReason(reason)) throw new Error('a reason was chosen that is none')
  const advised = stepsOf(task, typed).includes('people')
  const { advice } = await atDesk().giveBack(of, {
    event: task === 'return' ? 'returned' : 'declined',
    reason,
    advice: advised ? written : null,
  })
  return advice
}
