import { useState } from 'preact/hooks'
import { isKindName } from '../../../domain/kinds.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { kindInWords } from '../../words.ts'
import { HINTS, KINDS_TO_FILE } from './kind-hints.ts'
import { QuestionPage, type QuestionProps } from './question-page.tsx'

/** What the mail is: what it says itself is chosen already. */
export function KindQuestion({
  kind,
  onKind,
  ...props
}: QuestionProps & { kind: KindName | null; onKind(kind: KindName): void }) {
  const [chosen, setChosen] = useState<string>(kind ?? '')
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  return (
    <QuestionPage
      {...props}
      key="kind"
      title="What is it?"
      errors={errors}
      onGoOn={() =>
        isKindName(chosen) ? onKind(chosen) : setErrors([{ field: 'kind', message: 'Select what it is' }])
      }
    >
      <Radios
        id="kind"
        label="Kinds of referral"
        hint="It is listed by this from now on, and has a reference of that kind."
        value={chosen}
        error={errorOf(errors, 'kind')}
        choices={KINDS_TO_FILE.map((one) => ({ value: one, text: kindInWords(one), hint: HINTS[one] }))}
        onChange={setChosen}
      />
    </QuestionPage>
  )
}
