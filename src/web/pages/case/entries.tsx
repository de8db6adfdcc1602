import type { TimelineEntry } from '../../../sdk/cases/timeline.ts'
import { STRENGTHS } from '../../components/recipient-standing.tsx'
import { Timeline } from '../../components/timeline.tsx'
import { capitalised } from '../../words.ts'

const WHAT: Readonly<Record<TimelineEntry['what'], string>> = {
  referral: 'Sent or received',
  receipt: 'Receipt',
  report: 'Report of a server',
  attempt: 'Attempt',
  ended: 'Not delivered',
  note: 'Note',
  action: 'Action',
  person: 'Person added',
  exchange: 'Exchange put into the case',
  status: 'Case',
  link: 'Link',
}

/** Everything in a case, each with what stands behind it. */
export const Entries = ({ entries }: { entries: readonly TimelineEntry[] }) => (
  <Timeline
    items={entries.map((entry, at) => ({
      key: `${at} ${entry.at}`,
      title: entry.reference === null ? WHAT[entry.what] : `${WHAT[entry.what]}: ${entry.reference}`,
      by: entry.by,
      at: entry.at,
      children: (
        <p class="govuk-body app-words">
          {entry.what === 'exchange' && entry.thread !== null ? (
            <a class="govuk-link" href={`/thread/${entry.thread}`}>
              See the exchange
            </a>
          ) : (
            `${capitalised(entry.says)}${strengthWords(entry)}`
          )}
          {entry.problem === null ? '' : `\n${entry.problem}`}
        </p>
      ),
    }))}
  />
)

/** The team’s own notes need nobody’s word. */
function strengthWords({ strength }: TimelineEntry): string {
  if (strength === 'team') return ''
  return ` (${strength === null ? STRENGTHS['does not hold'] : strength === 'service' ? 'as the service says' : STRENGTHS[strength]})`
}
