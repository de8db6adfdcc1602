import type { Layout, Part } from '../../../domain/kinds.ts'
import { WarningText } from '../../components/notices.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { capitalised } from '../../words.ts'
import { blocksOf } from './blocks.ts'

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

function Parts({ parts }: { parts: readonly Part[] }) {
  return (
    <>
      {blocksOf(parts).map((block, at) =>
        typeof block === 'string' ? (
          <p class="govuk-body app-words" key={at}>
            {block}
          </p>
        ) : (
          <SummaryList key={at} rows={block} />
        ),
      )}
    </>
  )
}
