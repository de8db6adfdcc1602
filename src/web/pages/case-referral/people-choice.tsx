import { useState } from 'preact/hooks'
import type { FurtherField } from '../../../domain/cases/fill-form.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { Button } from '../../components/button.tsx'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Select } from '../../components/select.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { kindInWords } from '../../words.ts'
import type { CasePeople } from '../../worker/compose/from-case.ts'

type PeopleChoiceProps = {
  id: string
  which: { kind: KindName; form: string | null }
  caption: string
  back: { href: string; text: string }
  /** goes on with them; what it throws stands on the page */
  onChosen(people: { number: number; place: string }[], further: FurtherField[]): Promise<void>
  onOtherKind(): void
}

const TITLE = 'Who of the case stands in it?'

/** Who of a case stands in the form, where, and with what of them. */
export function PeopleChoice(props: PeopleChoiceProps) {
  const { id, which, caption, back } = props
  const found = useAnswer(() => atDesk().casePeopleFor(id, which), [id, which.kind, which.form])
  if (found.state === 'there') return <Choosing {...props} found={found.value} />
  return (
    <Page key="waiting" title={TITLE} caption={caption} back={back} marking="RESTRICTED">
      <Waiting answer={found} words="Opening the case in this browser">
        {() => null}
      </Waiting>
    </Page>
  )
}

const FURTHER: Readonly<Record<FurtherField, { text: string; hint?: string }>> = {
  contact: { text: 'How to reach them', hint: 'With whether that is safe, where the case says so.' },
  description: { text: 'What they look like' },
  sensitive: { text: 'What is sensitive', hint: 'Such as health, origin, beliefs, or offences.' },
}

const idOf = (number: number): string => `place-${number}`

function Choosing({
  which,
  caption,
  back,
  onChosen,
  onOtherKind,
  found: { people, places, further },
}: PeopleChoiceProps & { found: CasePeople }) {
  const [placed, setPlaced] = useState<Readonly<Record<number, string>>>(() =>
    Object.fromEntries(people.map(({ number, place }) => [number, place ?? ''])),
  )
  const [wanted, setWanted] = useState<readonly string[]>([])
  const { errors, busy, send } = useSending()
  const chosen = people.flatMap(({ number }) => (placed[number] ? [{ number, place: placed[number] }] : []))
  const goOn = (event: SubmitEvent) => {
    event.preventDefault()
    void send(
      [],
      () =>
        onChosen(
          chosen,
          further.filter((field) => wanted.includes(field)),
        ),
      // The domain names nobody, but says the number.
      ({ message }) => {
        const number = /person (\d+)/.exec(message)?.[1]
        return number === undefined ? null : idOf(Number(number))
      },
    )
  }
  const kind = kindInWords(which.kind)
  return (
    <Page key="choosing" title={TITLE} caption={caption} back={back} errors={errors} marking="RESTRICTED">
      <div class="govuk-grid-row">
        <form class="govuk-grid-column-two-thirds" noValidate onSubmit={goOn}>
          {people.length === 0 || places.length === 0 ? (
            <p class="govuk-body">
              {people.length === 0
                ? 'Nobody is in the case yet, so nobody is filled in.'
                : `The form for “${kind}” asks for nobody by name, so nobody is filled in.`}
            </p>
          ) : (
            <>
              <p class="govuk-body">
                Name, other names, date of birth and address are filled in for whom you choose. You see all of
                it in the form and can change it. Leave out whom the purpose does not need.
              </p>
              {people.map(({ number, name, roles }) => (
                <Select
                  key={number}
                  id={idOf(number)}
                  label={`Where ${name} stands`}
                  {...(roles.length === 0 ? {} : { hint: `In the case: ${roles.join(', ')}.` })}
                  value={placed[number] ?? ''}
                  error={errorOf(errors, idOf(number))}
                  choices={[
                    { value: '', text: 'Not in the form' },
                    ...places.map((place) => ({ value: place.name, text: place.label })),
                  ]}
                  onChange={(place) => setPlaced({ ...placed, [number]: place })}
                />
              ))}
              {further.length === 0 ? null : (
                <Checkboxes
                  id="further"
                  label="What else the case knows of them is needed? (optional)"
                  hint="None of it is filled in unless the purpose needs it."
                  values={wanted}
                  choices={further.map((field) => ({ value: field, ...FURTHER[field] }))}
                  onChange={setWanted}
                />
              )}
            </>
          )}
          <InsetText>
            What it is shared for, by which law and with whom is never filled in: that is considered each time
            by itself. What you send comes into the case; nobody who receives it learns of the case.
          </InsetText>
          <div class="govuk-button-group">
            <Button busy={busy}>Continue</Button>
            <Button secondary onClick={onOtherKind}>
              Choose another kind
            </Button>
          </div>
        </form>
      </div>
    </Page>
  )
}
