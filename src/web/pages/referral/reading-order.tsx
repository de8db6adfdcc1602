import type { Layout, Part } from '../../../domain/kinds.ts'
import { WarningText } from '../../components/notices.tsx'
import { SummaryList, type SummaryRow } from '../../components/summary-list.tsx'
import { capitalised, valueInWords } from '../../words.ts'

const URGENCY: Readonly<Record<Layout['urgency'], string | null>> = {
  routine: null,
  urgent: 'Urgent: please see to it before other work.',
  immediate: 'Immediate: please see to it now.',
}

/** A referral in the reading order of its kind: what the manifest says of it, then each section under its heading. */
export function ReadingOrder({ layout: { urgency, head, sections } }: { layout: Layout }) {
  const urgent = URGENCY[urgency]
  return (
    <>
      {urgent === null ? null : <WarningText>{urgent}</WarningText>}
      <Parts parts={head} />
      {sections.map(({ heading, parts }, at) => (
        <section key={at}>
          <h2 class="govuk-heading-m">{capitalised(heading.toLowerCase())}</h2>
          <Parts parts={parts} />
        </section>
      ))}
    </>
  )
}

/** Fields that follow each other are one list; a gap begins the next, and longer text stands by itself. */
function Parts({ parts }: { parts: readonly Part[] }) {
  const blocks: (SummaryRow[] | string)[] = []
  let fresh = true
  for (const part of parts) {
    if (part.type === 'text') blocks.push(part.text)
    const last = blocks.at(-1)
    if (part.type === 'field') {
      if (fresh || !Array.isArray(last)) blocks.push([{ key: part.label, value: valueInWords(part.value) }])
      else last.push({ key: part.label, value: valueInWords(part.value) })
    }
    fresh = part.type !== 'field'
  }
  return (
    <>
      {blocks.map((block, at) =>
        typeof block === 'string' ? (
          <p class="govuk-body app-words" key={at}>
            {block}
          </p>
        ) : (
          <SummaryList key={at} rows={withNames(block)} />
        ),
      )}
    </>
  )
}

/** Further values of a field have no name in print; on a page each row has one. */
function withNames(rows: readonly SummaryRow[]): SummaryRow[] {
  const named: SummaryRow[] = []
  for (const row of rows) named.push({ ...row, key: row.key || (named.at(-1)?.key ?? '') })
  return named
}
