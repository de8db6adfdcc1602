import { useState } from 'preact/hooks'
import { type AnswerReason, isAnswerReason, reasonSentence } from '../../../domain/receipt-reasons.ts'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import { Radios } from '../../components/radios.tsx'
import { ReasonRadios } from '../../components/reason-radios.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import type { Opened } from '../../worker/referral.ts'
import { Answering } from '../answering/answering.tsx'
import { wrongReason } from './wrong-reason.ts'

type Event = 'returned' | 'declined'

const WORDS = {
  returned: {
    title: 'Return it to its sender',
    button: 'Return it',
    why: 'Why do you return it?',
    done: 'Returned to its sender',
    verb: 'return',
  },
  declined: {
    title: 'Decline it',
    button: 'Decline it',
    why: 'Why do you decline it?',
    done: 'Declined',
    verb: 'decline',
  },
} as const

type GivingBackProps = { delivery: string; event: Event }

/** Gives a delivery back, by a receipt with a coded reason. What is advised besides is composed as a reply. */
export function GivingBack({ delivery, event }: GivingBackProps) {
  const opened = useAnswer(() => atDesk().toGiveBack(delivery), [delivery])
  if (opened.state === 'there') return <Reasons delivery={delivery} event={event} opened={opened.value} />
  return (
    <Page key="waiting" title={WORDS[event].title} back={backTo(delivery)} marking="RESTRICTED">
      <Waiting answer={opened} words="Looking at what you are answering">
        {() => null}
      </Waiting>
    </Page>
  )
}

const backTo = (delivery: string) => ({ href: `/received/${delivery}`, text: 'Back to the referral' })

type Stage = 'reason' | 'check' | 'advice' | 'done'

function Reasons({ delivery, event, opened }: GivingBackProps & { opened: Opened }) {
  const { reference, thread } = opened.headline
  const marking = opened.marking ?? 'RESTRICTED'
  const words = WORDS[event]
  const [stage, setStage] = useState<Stage>('reason')
  const [reason, setReason] = useState<AnswerReason | null>(null)
  const [advises, setAdvises] = useState('')
  const sending = useSending()
  const common = { caption: reference, back: backTo(delivery), marking }

  const goOn = (submit: SubmitEvent) => {
    submit.preventDefault()
    const wrong = wrongReason(event, { reason, advises })
    void sending.send(wrong, () => Promise.resolve(setStage(advises === 'yes' ? 'advice' : 'check')))
  }
  if (stage === 'advice' && reason !== null)
    return <Answering of={delivery} received writing="return" reason={reason} />
  if (stage === 'done') return <GivenBack {...{ event, delivery, reference, thread, marking }} />
  if (stage === 'check' && reason !== null)
    return (
      <Page key="check" title="Check your answers" errors={sending.errors} {...common}>
        <SummaryList rows={[{ key: 'Reason', value: reasonSentence(reason) }]} />
        <div class="govuk-button-group">
          <Button
            busy={sending.busy}
            onClick={() =>
              void sending.send([], async () => {
                await atDesk().giveBack(delivery, { event, reason })
                setStage('done')
              })
            }
          >
            {words.button}
          </Button>
          <Button secondary onClick={() => setStage('reason')}>
            Change the reason
          </Button>
        </div>
      </Page>
    )
  return (
    <Page key="reason" title={words.title} errors={sending.errors} {...common}>
      <div class="govuk-grid-row">
        <form class="govuk-grid-column-two-thirds" noValidate onSubmit={goOn}>
          <ReasonRadios
            label={words.why}
            withAdvice={event === 'returned'}
            value={reason ?? ''}
            error={errorOf(sending.errors, 'code')}
            onChange={(code) => isAnswerReason(code) && setReason(code)}
          />
          {event === 'declined' ? null : (
            <Radios
              id="advises"
              label="Do you give advice with it?"
              hint="It says what its sender may do instead. It is sealed, and goes to them as a reply, with files where you attach some."
              inline
              value={advises}
              choices={[
                { value: 'yes', text: 'Yes' },
                { value: 'no', text: 'No' },
              ]}
              error={errorOf(sending.errors, 'advises')}
              onChange={setAdvises}
            />
          )}
          <Button>Continue</Button>
        </form>
      </div>
    </Page>
  )
}

function GivenBack({
  event,
  delivery,
  reference,
  thread,
  marking,
}: GivingBackProps & { reference: string; thread: string; marking: string }) {
  const { done, verb } = WORDS[event]
  return (
    <Page key="done" title={done} marking={marking}>
      <Panel>
        The receipt is about
        <br />
        <strong>{reference}</strong>
      </Panel>
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">
        Its sender has your signed receipt that you {verb} {reference}. Auditors see the reason.
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href={`/thread/${thread}`}>
          See the exchange
        </a>
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href={`/received/${delivery}`}>
          Go back to {reference}
        </a>
      </p>
    </Page>
  )
}
