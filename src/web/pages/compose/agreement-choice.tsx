import { Radios } from '../../components/radios.tsx'
import { dayInWords } from '../../words.ts'
import type { Usual } from '../../worker/compose/judge.ts'
import type { Composition } from '../../worker/compose/request.ts'
import { change } from './composing.ts'

/** Under which agreement it goes, where there is more than one between all parties; what is taken unless somebody says otherwise is chosen. */
export function AgreementChoice({
  usual,
  chosen,
}: {
  usual: Usual | null
  chosen: Composition['agreement']
}) {
  const [first, ...others] = usual?.agreements ?? []
  if (first === undefined || others.length === 0) return null
  return (
    <Radios
      id="agreement"
      label="Under which agreement it is shared"
      hint="All parties have signed each of these. The rules of the one that you choose say which legal bases there are, and how it is marked."
      value={chosen?.id ?? first.id}
      choices={[first, ...others].map(({ id, title, version, from, until }) => ({
        value: id,
        text: title,
        hint: `${id}, version ${version}, in force from ${dayInWords(from)} to ${dayInWords(until)}`,
      }))}
      onChange={(id) => {
        const other = others.find((one) => one.id === id)
        change({ agreement: other ? { id, version: other.version } : null })
      }}
    />
  )
}
