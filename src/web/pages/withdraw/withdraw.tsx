import { useRef, useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { isWithdrawalReason, withdrawalReasons, withdrawalSentence } from '../../../domain/withdrawal.ts'
import { Button } from '../../components/button.tsx'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { all, one, type Typed, typedIn } from '../../typed.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import type { WithdrawFrom } from '../../worker/withdraw.ts'
import { Withdrawn } from './withdrawn.tsx'

/** Takes back what was sent, from whom nobody has collected it. */
export default function Withdraw() {
  const { id = '' } = useRoute().params
  const sent = useAnswer(() => atDesk().withdrawable(id), [id])
  if (sent.state !== 'there')
    return (
      <Page key="waiting" title="Withdraw it" back={backTo(id)} marking="RESTRICTED">
        <Waiting answer={sent} words="Looking at who has collected it">
          {() => null}
        </Waiting>
      </Page>
    )
  return <Steps key={id} id={id} {...sent.value} />
}

const backTo = (id: string) => ({ href: `/sent/${id}`, text: 'Back to the referral' })

type StepsProps = {
  id: string
  reference: string
  marking: string | null
  thread: string
  recipients: readonly WithdrawFrom[]
}

function Steps({ id, reference, marking, thread, recipients }: StepsProps) {
  const { path, query, route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState<Typed>({})
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<WithdrawFrom[] | null>(null)
  const possible = recipients.filter(({ obstacle }) => obstacle === null)
  const checking = query.step === 'check' && missing(typed).length === 0
  const marked = marking ?? 'RESTRICTED'

  if (done)
    return (
      <Withdrawn recipients={done} reference={reference} thread={thread} marking={marked} back={backTo(id)} />
    )

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy || !form.current) return
    const now = typedIn(form.current, typed)
    setTyped(now)
    const wrong = missing(now)
    setErrors(wrong)
    if (wrong.length > 0) return
    if (!checking) return route(`${path}?step=check`)
    const reason = one(now, 'reason')
    if (!isWithdrawalReason(reason)) return
    setBusy(true)
    try {
      setDone(await atDesk().withdrawSent(id, { from: [...all(now, 'from')], reason }))
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      setBusy(false)
    }
  }

  return (
    <Page
      key={checking ? 'check' : 'ask'}
      title={checking ? 'Check before you withdraw it' : 'Withdraw it'}
      caption={reference}
      errors={errors}
      back={checking ? { href: path, text: 'Back' } : backTo(id)}
      marking={marked}
    >
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          ref={form}
          noValidate
          onSubmit={(event) => void submit(event)}
        >
          {checking ? (
            <SummaryList
              rows={[
                { key: 'Withdraw it from', value: all(typed, 'from').join('\n'), change: path },
                { key: 'Reason', value: withdrawalSentence(one(typed, 'reason')), change: path },
              ]}
            />
          ) : (
            <Questions recipients={recipients} typed={typed} errors={errors} />
          )}
          {possible.length === 0 ? null : (
            <Button busy={busy}>{checking ? 'Withdraw it' : 'Continue'}</Button>
          )}
        </form>
      </div>
    </Page>
  )
}

function Questions({
  recipients,
  typed,
  errors,
}: Pick<StepsProps, 'recipients'> & { typed: Typed; errors: readonly FieldError[] }) {
  const possible = recipients.filter(({ obstacle }) => obstacle === null)
  const kept = recipients.filter(({ obstacle }) => obstacle !== null)
  return (
    <>
      {kept.length === 0 ? null : (
        <InsetText>
          {possible.length === 0 ? (
            <p class="govuk-body">It cannot be withdrawn from anybody any more.</p>
          ) : null}
          {kept.map(({ mailbox, obstacle }) => (
            <p class="govuk-body app-words" key={mailbox}>
              Not from {mailbox}: {obstacle}.
            </p>
          ))}
          <p class="govuk-body">Ask whoever has it to return it.</p>
        </InsetText>
      )}
      {possible.length === 0 ? null : (
        <>
          <p class="govuk-body">
            It is not given to them any more. That it was sent, and that it was withdrawn, stays in the log
            and in the register.
          </p>
          <Checkboxes
            id="from"
            label="From whom do you withdraw it?"
            values={all(typed, 'from')}
            choices={possible.map(({ mailbox }) => ({ value: mailbox, text: mailbox }))}
            error={errorOf(errors, 'from')}
          />
          <Radios
            id="reason"
            label="Why?"
            hint="The recipients and auditors see the reason."
            value={one(typed, 'reason')}
            choices={withdrawalReasons().map((value) => ({ value, text: withdrawalSentence(value) }))}
            error={errorOf(errors, 'reason')}
          />
        </>
      )}
    </>
  )
}

const missing = (typed: Typed): FieldError[] => [
  ...(all(typed, 'from').length === 0
    ? [{ field: 'from', message: 'Select from whom you withdraw it' }]
    : []),
  ...(one(typed, 'reason') === '' ? [{ field: 'reason', message: 'Select why you withdraw it' }] : []),
]
