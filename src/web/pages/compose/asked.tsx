import { useEffect, useRef } from 'preact/hooks'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { HeldDateInput } from '../../components/date-input.tsx'
import { Details } from '../../components/details.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Fieldset } from '../../components/fieldset.tsx'
import { Radios } from '../../components/radios.tsx'
import { Select } from '../../components/select.tsx'
import { TextArea } from '../../components/text-area.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { type Filled, filledWords } from '../../form/filled.ts'
import { isPerson } from '../../form/form-pages.ts'
import type { Question } from '../../form/questions.ts'
import { blank, type Path, type Typed, typedAt } from '../../form/typed.ts'

type AskedProps = {
  question: Question
  /** what is typed in the whole form */
  typed: Typed
  path: Path
  errors: readonly FieldError[]
  onType: (path: Path, typed: Typed) => void
  /** what was filled in and not typed: it is marked so */
  filled?: Filled | null
  /** the heading of the page says already what is asked for */
  bare?: boolean
}

/** A JSON Pointer, which is the id of a field: what is wrong is told by it. */
export const pointerOf = (path: Path): string => path.map((name) => `/${name}`).join('')

/** Anything that a form asks. */
export function Asked(props: AskedProps) {
  const { question } = props
  switch (question.is) {
    case 'fixed':
      return null
    case 'group':
      return <AskedGroup {...props} question={question} />
    case 'list':
      return <AskedList {...props} question={question} />
    case 'leaf':
      return <AskedLeaf {...props} question={question} />
    default:
      return question satisfies never
  }
}

type Of<Is extends Question['is']> = AskedProps & { question: Extract<Question, { is: Is }> }

/** What is optional can be left out again. */
const NOT_SAID = { value: '', text: 'Not said' }

/** So many choices have room as radios. */
const RADIOS = 12

function AskedLeaf({ question, typed, path, errors, onType, filled = null }: Of<'leaf'>) {
  const { input, most } = question
  const id = pointerOf(path)
  const now = typedAt(typed, path)
  const value = typeof now === 'string' ? now : ''
  const isFilled = filledWords(filled, path, now)
  const hint = hintOf(question, isFilled)
  const label = input.as === 'tick' ? question.label : labelOf(question)
  const common = { id, label, ...(hint === undefined ? {} : { hint }), error: errorOf(errors, id) }
  const set = (next: Typed) => onType(path, next)
  switch (input.as) {
    case 'text':
      return (
        <TextArea {...common} value={value} most={most} rows={(most ?? 0) > 2000 ? 8 : 4} onInput={set} />
      )
    case 'lines':
      return <TextArea {...common} value={value} rows={3} onInput={set} />
    case 'date':
      return <HeldDateInput {...common} value={value} onInput={set} />
    case 'yes-no':
      return (
        <Radios
          {...common}
          inline
          value={value}
          choices={[
            { value: 'yes', text: 'Yes' },
            { value: 'no', text: 'No' },
            ...(question.required ? [] : [NOT_SAID]),
          ]}
          onChange={set}
        />
      )
    case 'tick':
      return (
        <Checkboxes
          {...common}
          values={value === 'yes' ? ['yes'] : []}
          choices={[{ value: 'yes', text: 'Yes' }]}
          onChange={(chosen) => set(chosen.length > 0 ? 'yes' : '')}
        />
      )
    case 'choices':
      return (
        <Checkboxes
          {...common}
          values={Array.isArray(now) ? (now as readonly string[]) : []}
          choices={input.choices}
          onChange={set}
        />
      )
    case 'choice': {
      const none = question.required ? [] : [NOT_SAID]
      if (input.choices.length <= RADIOS)
        return <Radios {...common} value={value} choices={[...input.choices, ...none]} onChange={set} />
      return (
        <Select
          {...common}
          value={value}
          choices={[{ value: '', text: 'Choose one' }, ...input.choices]}
          onChange={set}
        />
      )
    }
    case 'number':
    case 'time':
      return <TextInput {...common} autocomplete="off" width="10" value={value} onInput={set} />
    case 'line':
      return <TextInput {...common} autocomplete="off" spellcheck value={value} onInput={set} />
    default:
      return input satisfies never
  }
}

/** What may be left out is called optional; what the law of an order asks for may not. */
const labelOf = ({ label, required, lawAsks }: Question): string =>
  required || lawAsks !== undefined ? label : `${label} (optional)`

function hintOf({ hint, lawAsks, input }: Of<'leaf'>['question'], filled: string | null): string | undefined {
  const usual =
    hint ?? (input.as === 'date' ? `For example, 27 3 2010${lawAsks === undefined ? '' : '.'}` : '')
  return [filled ?? '', usual, lawAsks ?? ''].filter((part) => part !== '').join(' ') || undefined
}

/** Of somebody, what is seldom needed for the purpose. */
const SELDOM = ['aliases', 'contact', 'safeToContact', 'description', 'sensitive']

function AskedGroup(props: Of<'group'>) {
  const { question, typed, path, errors, bare = false } = props
  const id = pointerOf(path)
  const seldom = isPerson(question)
    ? question.parts.filter((part) => !part.required && SELDOM.includes(part.name))
    : []
  const asked = (parts: readonly Question[]) =>
    parts.map((part) => (
      <Asked key={part.name} {...props} bare={false} question={part} path={[...path, part.name]} />
    ))
  const isUsed = (part: Question) =>
    isTyped(typedAt(typed, [...path, part.name])) ||
    errors.some(({ field }) => field?.startsWith(`${id}/${part.name}`) ?? false)
  const fields = (
    <>
      {asked(question.parts.filter((part) => !seldom.includes(part)))}
      {seldom.length === 0 ? null : (
        <Details summary="More about this person, where the purpose needs it" open={seldom.some(isUsed)}>
          {asked(seldom)}
        </Details>
      )}
    </>
  )
  if (bare) return fields
  const { hint } = question
  return (
    <Fieldset
      id={id}
      label={labelOf(question)}
      {...(hint === undefined ? {} : { hint })}
      error={errorOf(errors, `${id}-group`)}
      size="m"
    >
      {fields}
    </Fieldset>
  )
}

const isTyped = (typed: Typed | undefined): boolean => {
  if (typed === undefined || typeof typed === 'string') return (typed ?? '') !== ''
  return Object.values(typed).some((one) => isTyped(one as Typed))
}

function AskedList(props: Of<'list'>) {
  const { question, typed, path, errors, onType, bare = false } = props
  const { one, entry, most } = question
  const id = pointerOf(path)
  const now = typedAt(typed, path)
  const entries = Array.isArray(now) ? (now as readonly Typed[]) : []
  const place = useRef<HTMLDivElement>(null)
  /** what gets the focus when it is there */
  const wanted = useRef<string | null>(null)
  useEffect(() => {
    if (wanted.current === null) return
    const at = document.getElementById(wanted.current)
    ;(at?.querySelector<HTMLElement>('input, textarea, select') ?? at ?? place.current)?.focus()
    wanted.current = null
  })
  const add = () => {
    wanted.current = `${id}/${entries.length}-entry`
    onType(path, [...entries, blank(entry)] as Typed)
  }
  const remove = (at: number) => {
    wanted.current = `${id}-list`
    onType(path, entries.filter((_entry, other) => other !== at) as Typed)
  }
  const body = (
    <div id={`${id}-list`} tabIndex={-1} ref={place} class="app-fieldset">
      {entries.map((_entry, at) => (
        <div key={at} id={`${id}/${at}-entry`} class="app-entry">
          <Fieldset
            id={`${id}/${at}`}
            label={`${one} ${at + 1}`}
            error={errorOf(errors, `${id}/${at}-group`)}
            size="m"
          >
            <Asked {...props} bare question={entry} path={[...path, at]} />
            <button type="button" class="govuk-button govuk-button--secondary" onClick={() => remove(at)}>
              Remove<span class="govuk-visually-hidden"> {`${one.toLowerCase()} ${at + 1}`}</span>
            </button>
          </Fieldset>
        </div>
      ))}
      {entries.length === 0 ? (
        <p class="govuk-body">{question.required && question.least > 0 ? '' : 'None so far.'}</p>
      ) : null}
      {entries.length < most ? (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={add}>
          {entries.length === 0 ? `Add ${withArticle(one)}` : `Add another ${one.toLowerCase()}`}
        </button>
      ) : null}
    </div>
  )
  const { hint } = question
  const error = errorOf(errors, `${id}-group`)
  return (
    <div
      class={error ? 'govuk-form-group govuk-form-group--error' : 'govuk-form-group'}
      id={`${id}-group`}
      tabIndex={-1}
    >
      {bare ? null : <h2 class="govuk-heading-s">{labelOf(question)}</h2>}
      {hint && !bare ? <p class="govuk-hint">{hint}</p> : null}
      {error ? (
        <p class="govuk-error-message">
          <span class="govuk-visually-hidden">Error:</span> {error}
        </p>
      ) : null}
      {body}
    </div>
  )
}

const withArticle = (one: string): string => `${/^[AEIOU]/.test(one) ? 'an' : 'a'} ${one.toLowerCase()}`
