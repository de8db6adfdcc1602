import { useState } from 'preact/hooks'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Select } from '../../components/select.tsx'
import { mailbox } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { kindInWords } from '../../words.ts'
import type { Beginning } from '../../worker/compose/compose.ts'
import { BegunBefore } from './begun-before.tsx'
import { WHEN } from './kind-words.ts'

type Question = 'mailbox' | 'kind' | 'form'

type KindChoiceProps = {
  beginning: Pick<Beginning, 'mailboxes' | 'kinds'>
  caption: string
  /** goes on with what was chosen; what it throws stands on the page */
  onChosen(which: { from: string; kind: KindName; form: string | null }): Promise<void>
  back?: { href: string; text: string }
}

/** From which mailbox, of which kind, and which of its forms: a question a page. */
export function KindChoice({ beginning, caption, onChosen, back }: KindChoiceProps) {
  const { mailboxes, kinds } = beginning
  const several = mailboxes.length > 1
  const preset = mailboxes.find((one) => one === mailbox.value) ?? (several ? '' : (mailboxes[0] ?? ''))
  const [question, setQuestion] = useState<Question>(several ? 'mailbox' : 'kind')
  const [from, setFrom] = useState(preset)
  const [kindName, setKind] = useState('')
  const [form, setForm] = useState('')
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const kind = kinds.find((one) => one.kind === kindName)

  const ask = (next: Question) => {
    setErrors([])
    setQuestion(next)
  }
  const goOn = async (event: SubmitEvent) => {
    event.preventDefault()
    if (question === 'mailbox')
      return from === ''
        ? setErrors([{ field: 'from', message: 'Select the mailbox to send it from' }])
        : ask('kind')
    if (!kind) return setErrors([{ field: 'kind', message: 'Select what you want to send' }])
    if (question === 'kind' && kind.forms.length > 0) return ask('form')
    if (kind.forms.length > 0 && form === '')
      return setErrors([{ field: 'form', message: `Select ${FORM_QUESTION(kind.kind).toLowerCase()}` }])
    try {
      await onChosen({ from, kind: kind.kind, form: kind.forms.length > 0 ? form : null })
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
    }
  }
  const title = {
    mailbox: 'Which mailbox do you send it from?',
    kind: 'What do you want to send?',
    form: kind ? FORM_QUESTION(kind.kind) : '',
  }[question]
  return (
    <Page
      key={question}
      title={title}
      caption={caption}
      errors={errors}
      marking="RESTRICTED"
      {...(back === undefined ? {} : { back })}
    >
      {question === (several ? 'mailbox' : 'kind') ? <BegunBefore /> : null}
      <form noValidate onSubmit={(event) => void goOn(event)}>
        <div class="govuk-grid-row">
          <div class="govuk-grid-column-two-thirds">
            {question === 'mailbox' ? (
              <Radios
                id="from"
                label="Your mailboxes"
                value={from}
                error={errorOf(errors, 'from')}
                choices={mailboxes.map((address) => ({ value: address, text: address }))}
                onChange={setFrom}
              />
            ) : null}
            {question === 'kind' ? (
              <Radios
                id="kind"
                label="Kinds of referral"
                hint="None is for an emergency: a referral is not read at once. In an emergency call 999."
                value={kindName}
                error={errorOf(errors, 'kind')}
                choices={kinds.map((one) => ({
                  value: one.kind,
                  text: kindInWords(one.kind),
                  hint: WHEN[one.kind],
                }))}
                onChange={(chosen) => {
                  setKind(chosen)
                  setForm('')
                }}
              />
            ) : null}
            {question === 'form' && kind ? (
              <FormChoice kind={kind} form={form} error={errorOf(errors, 'form')} onChange={setForm} />
            ) : null}
          </div>
        </div>
        <div class="govuk-button-group">
          <Button>Continue</Button>
          {question === (several ? 'mailbox' : 'kind') ? null : (
            <Button secondary onClick={() => ask(question === 'form' ? 'kind' : 'mailbox')}>
              Back
            </Button>
          )}
        </div>
      </form>
    </Page>
  )
}

function FormChoice({
  kind,
  form,
  error,
  onChange,
}: {
  kind: Beginning['kinds'][number]
  form: string
  error: string | undefined
  onChange(form: string): void
}) {
  const choices = kind.forms.map(({ name, title }) => ({ value: name, text: title }))
  const common = { id: 'form', value: form, error, onChange }
  return choices.length > 6 ? (
    <Select {...common} label="Type of order" choices={[{ value: '', text: 'Choose one' }, ...choices]} />
  ) : (
    <Radios {...common} label="Form" choices={choices} />
  )
}

const FORM_QUESTION = (kind: KindName): string =>
  kind === 'court-order' ? 'Which type of order it is' : 'Which form you need'
