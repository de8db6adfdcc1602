import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Select } from '../../components/select.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import type { PushBeginning } from '../../worker/compose/push.ts'
import { BegunBefore } from '../compose/begun-before.tsx'
import { beginPush } from '../compose/composing.ts'
import { pathOf } from '../compose/steps.ts'

const TITLE = 'Push an order'

/** Pushing an order begins with its type; from which mailbox is asked where there are several. */
export default function Push() {
  const beginning = useAnswer(() => atDesk().pushBeginning(), [])
  if (
    beginning.state === 'there' &&
    beginning.value.mailboxes.length > 0 &&
    beginning.value.orders.length > 0
  )
    return <Choosing beginning={beginning.value} />
  return (
    <Page title={TITLE}>
      <Waiting answer={beginning} words="Looking for the orders that you can push">
        {({ mailboxes }) => (
          <p class="govuk-body">
            {mailboxes.length === 0
              ? 'You have no mailbox that you may send from. Your Designated Liaison Officer (DLO) gives you one.'
              : 'No agreement that your court is party to is in force, so there is no order that can be pushed. Ask the co-ordinator.'}
          </p>
        )}
      </Waiting>
    </Page>
  )
}

function Choosing({ beginning }: { beginning: PushBeginning }) {
  const { mailboxes, orders } = beginning
  const { route } = useLocation()
  const [from, setFrom] = useState(
    mailboxes.find((one) => one === mailbox.value) ?? (mailboxes.length > 1 ? '' : (mailboxes[0] ?? '')),
  )
  const [form, setForm] = useState('')
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  const goOn = async (event: SubmitEvent) => {
    event.preventDefault()
    const wrong: FieldError[] = [
      ...(from === '' ? [{ field: 'from', message: 'Select the mailbox to send it from' }] : []),
      ...(form === '' ? [{ field: 'form', message: 'Select which type of order it is' }] : []),
    ]
    setErrors(wrong)
    if (wrong.length > 0 || busy) return
    setBusy(true)
    try {
      await beginPush(beginning, { from, form })
      route(pathOf('order', 'push'))
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      setBusy(false)
    }
  }
  return (
    <Page title={TITLE} errors={errors} marking="RESTRICTED">
      <BegunBefore />
      <form noValidate onSubmit={(event) => void goOn(event)}>
        <div class="govuk-grid-row">
          <div class="govuk-grid-column-two-thirds">
            {mailboxes.length < 2 ? null : (
              <Radios
                id="from"
                label="Which mailbox do you send it from?"
                value={from}
                error={errorOf(errors, 'from')}
                choices={mailboxes.map((address) => ({ value: address, text: address }))}
                onChange={setFrom}
              />
            )}
            <Select
              id="form"
              label="Which type of order is it?"
              hint="Orders that your court makes under the agreements in force. In an emergency call 999."
              value={form}
              error={errorOf(errors, 'form')}
              choices={[
                { value: '', text: 'Choose one' },
                ...orders.map(({ name, title }) => ({ value: name, text: title })),
              ]}
              onChange={setForm}
            />
          </div>
        </div>
        <Button busy={busy}>Continue</Button>
      </form>
      <p class="govuk-body">
        <a class="govuk-link" href="/sent">
          See the receipts of what was pushed before
        </a>
      </p>
    </Page>
  )
}
