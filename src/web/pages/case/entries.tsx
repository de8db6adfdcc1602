import type { TimelineEntry } from '../../../sdk/cases/timeline.ts'
import { STRENGTHS } from '../../components/recipient-standing.tsx'
import { Timeline } from '../../components/timeline.tsx'
import { capitalised, dayInWords, kindInWords } from '../../words.ts'
import { receiptSays } from './receipt-words.ts'

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

/** Everything in a case, each with what stands behind it; what is of an exchange leads there. */
export const Entries = ({ entries }: { entries: readonly TimelineEntry[] }) => (
  <Timeline
    items={entries.map((entry, at) => ({
      key: `${at} ${entry.at}`,
      title:
        entry.thread === null ? (
          titleOf(entry)
        ) : (
          <a class="govuk-link" href={`/thread/${entry.thread}`}>
            {titleOf(entry)}
          </a>
        ),
      by: entry.by,
      at: entry.at,
      children:
        entry.what === 'exchange' ? null : (
          <p class="govuk-body app-words">
            {capitalised(saysOf(entry))}
            {strengthWords(entry)}
            {entry.problem === null ? '' : `\n${entry.problem}`}
          </p>
        ),
    }))}
  />
)

/** A referral says its kind first: `asb-incident, RESTRICTED, to …`. */
const KIND_FIRST = /^([a-z][a-z-]*), (.*)$/s

function titleOf({ what, says, reference }: TimelineEntry): string {
  const [, kind] = what === 'referral' ? (KIND_FIRST.exec(says) ?? []) : []
  const name = kind === undefined ? WHAT[what] : kindInWords(kind)
  return reference === null ? name : `${name} ${reference}`
}

/** Days that the program itself wrote are in the form of the style guide; what people wrote stays as it is. */
function saysOf({ what, says }: TimelineEntry): string {
  if (what === 'referral') return KIND_FIRST.exec(says)?.[2] ?? says
  if (what === 'receipt') return receiptSays(says)
  if (what !== 'action') return says
  return says.replace(
    /^(action \d+ for .*, due )(\d{4}-\d\d-\d\d)(?=: )/,
    (_all, before, day) => before + dayInWords(day),
  )
}

/** The team’s own notes need nobody’s word. */
function strengthWords({ strength }: TimelineEntry): string {
  if (strength === 'team') return ''
  return ` (${strength === null ? STRENGTHS['does not hold'] : strength === 'service' ? 'as the service says' : STRENGTHS[strength]})`
}
