import { CheckboxItems } from '../../components/checkboxes.tsx'
import { Details } from '../../components/details.tsx'
import { Fieldset } from '../../components/fieldset.tsx'
import type { OfferedBasis, Usual } from '../../worker/compose/judge.ts'
import { changeGrounds } from './composing.ts'

type BasesChoiceProps = { usual: Usual | null; bases: readonly string[]; error: string | undefined }

/** The legal bases: the usual ones first, and none chosen for anybody (L15). Nothing until the rules have said which are usual. */
export function BasesChoice({ usual, bases, error }: BasesChoiceProps) {
  if (usual === null) return null
  const change = (chosen: string[]) => changeGrounds({ bases: chosen })
  return (
    <Fieldset
      id="bases"
      label="Legal bases"
      hint="Choose those that hold in this case. What usually holds for such a referral stands first; none is chosen for you."
      error={error}
    >
      {usual.bases.length === 0 ? null : (
        <CheckboxItems id="bases" values={bases} choices={usual.bases.map(choiceOf)} onChange={change} />
      )}
      {usual.others.map(({ heading, bases: others }, at) => (
        <Details key={heading} summary={heading} open={others.some(({ code }) => bases.includes(code))}>
          <CheckboxItems id={`bases-${at}`} values={bases} choices={others.map(choiceOf)} onChange={change} />
        </Details>
      ))}
    </Fieldset>
  )
}

const choiceOf = ({ code, name, statute, sentence }: OfferedBasis) => ({
  value: code,
  text: name,
  hint: `${sentence} (${statute})`,
})
