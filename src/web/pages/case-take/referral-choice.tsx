import type { ComponentChildren } from 'preact'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one, type Typed } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { kindInWords, momentInWords } from '../../words.ts'

type ReferralChoiceProps = {
  id: string
  title: string
  button: string
  /** the one kind of which they are, where only that will do */
  kind?: string
  check?(typed: Typed): readonly FieldError[]
  carryOut(reference: string, typed: Typed): Promise<void>
  children?: (errors: readonly FieldError[]) => ComponentChildren
}

/** Chooses, of what is in a case, the referral that something is taken over from. */
export function ReferralChoice({ id, title, button, kind, check, carryOut, children }: ReferralChoiceProps) {
  const list = useAnswer(() => atDesk().caseReferrals(id), [id])
  const back = { href: `/cases/${id}`, text: 'Back to the case' }
  const choices =
    list.state === 'there' ? list.value.filter((each) => kind === undefined || each.kind === kind) : []
  if (choices.length === 0)
    return (
      <Page key="none" title={title} back={back} marking="RESTRICTED">
        <Waiting answer={list} words="Looking for what is in the case">
          {() => (
            <p class="govuk-body">
              There is no {kind === undefined ? 'referral' : kindInWords(kind).toLowerCase()} in the case. Put
              the exchange into it first, from the page of the exchange.
            </p>
          )}
        </Waiting>
      </Page>
    )
  return (
    <FormPage
      key="form"
      title={title}
      button={button}
      back={back}
      marking="RESTRICTED"
      check={(typed) => [
        ...(one(typed, 'reference') === '' ? [{ field: 'reference', message: 'Select one of them' }] : []),
        ...(check?.(typed) ?? []),
      ]}
      carryOut={(typed) => carryOut(one(typed, 'reference'), typed)}
    >
      {(errors) => (
        <>
          <Radios
            id="reference"
            label="From which of these?"
            hint="It is opened as always: what was received is signed for, and the reading of what was sent is logged."
            choices={choices.map(({ reference, kind: what, at }) => ({
              value: reference,
              text: `${kindInWords(what)} ${reference}`,
              hint: momentInWords(at),
            }))}
            error={errorOf(errors, 'reference')}
          />
          {children?.(errors)}
        </>
      )}
    </FormPage>
  )
}
