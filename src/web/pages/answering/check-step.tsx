import { CONSENT_STATES, NOT_ASKED_REASONS } from '../../../domain/consents.ts'
import { TOPICS } from '../../../domain/note-topics.ts'
import { reasonSentence } from '../../../domain/receipt-reasons.ts'
import { OUTCOMES, WITHHELD } from '../../../domain/replies.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { SummaryList, type SummaryRow } from '../../components/summary-list.tsx'
import { UnmetRules } from '../../components/unmet-rules.tsx'
import { all, dayTyped, one, type Typed } from '../../typed.ts'
import { dayInWords } from '../../words.ts'
import type { Beginning, Judged } from '../../worker/answering.ts'
import { CLASSES, PEOPLE } from './people-step.tsx'
import { basesTyped, type Step, stepsOf, type Task } from './written.ts'

type CheckProps = {
  task: Task
  typed: Typed
  begun: Beginning
  /** what the rules say; null where nothing is written that they judge */
  judged: Judged | null
  errors: readonly FieldError[]
  hrefOf(step: Step): string
}

/** All that was answered, what the rules say to it, and who will be able to read it: before it is sent. */
export function CheckStep({ task, typed, begun, judged, errors, hrefOf }: CheckProps) {
  const rows = rowsOf(task, typed, begun).map(({ step, ...row }) => ({ ...row, change: hrefOf(step) }))
  return (
    <>
      {judged && judged.unmet.length > 0 ? (
        <>
          <UnmetRules refused={judged.refused} unmet={judged.unmet} />
          <p class="govuk-body">
            Change what is wrong below, and check it again. What you have written stays as it is.
          </p>
        </>
      ) : null}
      <SummaryList rows={rows} />
      {judged === null ? null : (
        <>
          <h2 class="govuk-heading-m">Who will be able to read it</h2>
          <ul class="govuk-list govuk-list--bullet">
            {judged.readers.map(({ mailbox, agency, says }) => (
              <li key={mailbox} class="app-words">
                {mailbox}
                {agency === null ? '' : `, ${agency}`}: {says}
              </li>
            ))}
          </ul>
          {judged.higher.length === 0 ? null : (
            <Checkboxes
              id="keepMarking"
              label="A higher marking is named in what you wrote"
              hint="Change the text or the marking, or send it as it is marked."
              values={all(typed, 'keepMarking')}
              choices={[{ value: 'yes', text: `Send it as ${one(typed, 'marking') || begun.marking}` }]}
              error={errorOf(errors, 'keepMarking')}
            />
          )}
        </>
      )}
    </>
  )
}

type Row = SummaryRow & { step: Step }

/** What was answered, in words, each with the step on which it is changed. */
function rowsOf(task: Task, typed: Typed, begun: Beginning): Row[] {
  const steps = stepsOf(task, typed)
  const told = (key: string, step: Step, value: string): Row[] => (value === '' ? [] : [{ key, value, step }])
  const named = (words: Readonly<Record<string, string>>, name: string) => words[one(typed, name)] ?? ''
  const rest = dayTyped(typed, 'canSupplyBy')
  return [
    ...(task === 'return' || task === 'decline'
      ? told('Reason', 'answer', reasonSentence(one(typed, 'code')))
      : []),
    ...(task === 'reply' ? told('Outcome', 'answer', named(OUTCOMES, 'outcome')) : []),
    ...(task === 'note'
      ? [
          ...told('About', 'answer', named(TOPICS, 'topic')),
          ...told('Title', 'answer', one(typed, 'title')),
          ...told('Note', 'answer', one(typed, 'text')),
        ]
      : told(task === 'return' ? 'Advice' : 'Answer', 'answer', one(typed, 'answer'))),
    ...(task === 'reply'
      ? [
          ...told('Kept back', 'answer', named(WITHHELD, 'reason')),
          ...told('The rest by', 'answer', rest ? dayInWords(rest) : ''),
        ]
      : []),
    ...(task === 'reply' || task === 'note'
      ? told('Doubtful or missing', 'answer', one(typed, 'caveats'))
      : []),
    ...(steps.includes('people') ? peopleRows(typed, told) : []),
    ...(steps.includes('grounds') ? groundsRows(typed, begun, told) : []),
  ]
}

type Told = (key: string, step: Step, value: string) => Row[]

function peopleRows(typed: Typed, told: Told): Row[] {
  const dataClass = one(typed, 'dataClass')
  const words = Object.entries(CLASSES).find(([code]) => code === dataClass)?.[1].text ?? ''
  const people = Object.entries(PEOPLE).flatMap(([code, text]) =>
    dataClass !== 'none' && all(typed, 'categories').includes(code) ? [text] : [],
  )
  return [
    ...told('What it says of people', 'people', words),
    ...told('Whom it tells of', 'people', people.join('\n')),
    ...told('Why it is shared', 'people', one(typed, 'justification')),
  ]
}

function groundsRows(typed: Typed, { bases, marking }: Beginning, told: Told): Row[] {
  const chosen = bases.filter(({ code }) => basesTyped(typed).includes(code)).map(({ name }) => name)
  const state = CONSENT_STATES.find(({ code }) => code === one(typed, 'consent'))
  const why = NOT_ASKED_REASONS.find(({ code }) => code === one(typed, 'notAsked'))
  const asked = state?.code === 'given' || state?.code === 'refused'
  const on = asked ? dayTyped(typed, 'consentOn') : null
  const guardian = dayTyped(typed, 'guardianOn')
  return [
    { key: 'Legal basis', step: 'grounds', value: chosen.length === 0 ? 'None named' : chosen.join('\n') },
    ...told(
      'Consent',
      'grounds',
      [
        state?.name ?? '',
        on ? ` on ${dayInWords(on)}` : '',
        state?.code === 'not-sought' && why ? `: ${why.name}` : '',
      ].join(''),
    ),
    ...told('Marking', 'grounds', one(typed, 'marking') || marking),
    ...told(
      'Caldicott Guardian',
      'grounds',
      guardian ? `Consented on ${dayInWords(guardian)}, ${one(typed, 'guardianReference')}` : '',
    ),
  ]
}
