import { useState } from 'preact/hooks'
import type { Marking, Scheme } from '../../../domain/wire/referral-fields.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { QuestionPage, type QuestionProps } from './question-page.tsx'

/** A marking has no more descriptors than this. */
const MOST_DESCRIPTORS = 4

const SCHEME_WORDS: Readonly<Record<Scheme, string>> = {
  GPMS: 'Of the Government Protective Marking System, which was used until April 2014.',
  GSC: 'Of the Government Security Classifications, which have been used since.',
}

/** How the mail is marked: never below what it says itself, which only its originator may lower. */
export function MarkingQuestion({
  chosen,
  onMarking,
  ...props
}: QuestionProps & { chosen: Marking | null; onMarking(marking: Marking): void }) {
  const { markings, marking: own } = props.asked
  const all = markings.flatMap(({ scheme, levels }) =>
    levels.map((level) => ({ scheme, level, value: `${scheme}/${level}` })),
  )
  const [value, setValue] = useState(chosen === null ? '' : `${chosen.scheme}/${chosen.level}`)
  const [descriptors, setDescriptors] = useState<readonly string[]>(chosen?.descriptors ?? [])
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const level = all.find((one) => one.value === value)
  // Until a level is chosen, the descriptors of the first scheme are those that are seen.
  const offered = markings.find(({ scheme }) => scheme === (level ?? all[0])?.scheme)?.descriptors ?? []
  const kept = descriptors.filter((one) => offered.includes(one))
  const goOn = () => {
    const wrong: FieldError[] = [
      ...(level === undefined ? [{ field: 'level', message: 'Select how it is marked' }] : []),
      ...(kept.length > MOST_DESCRIPTORS
        ? [{ field: 'descriptors', message: `Select no more than ${MOST_DESCRIPTORS} descriptors` }]
        : []),
    ]
    setErrors(wrong)
    if (level !== undefined && wrong.length === 0)
      onMarking({ scheme: level.scheme, level: level.level, descriptors: [...kept] })
  }
  return (
    <QuestionPage {...props} key="marking" title="How is it marked?" errors={errors} onGoOn={goOn}>
      <Radios
        id="level"
        label="Protective marking"
        hint={
          own === null
            ? 'Mark it by what it says. Until it is marked it is handled as RESTRICTED.'
            : 'You may raise the marking that it bears. Only whoever wrote it may lower it.'
        }
        value={value}
        error={errorOf(errors, 'level')}
        choices={all.map((one) => ({
          value: one.value,
          text: one.level,
          ...(markings.length > 1 ? { hint: SCHEME_WORDS[one.scheme] } : {}),
        }))}
        onChange={setValue}
      />
      <Checkboxes
        id="descriptors"
        label="Descriptors (optional)"
        hint="They say what sort of information it is, beside the marking."
        values={kept}
        error={errorOf(errors, 'descriptors')}
        choices={offered.map((one) => ({ value: one, text: one }))}
        onChange={setDescriptors}
      />
    </QuestionPage>
  )
}
