import { URGENCY_WORDS } from '../../../domain/answer-times.ts'
import { SummaryList } from '../../components/summary-list.tsx'
import { codeInWords } from '../../form/labels.ts'
import { capitalised, dayInWords } from '../../words.ts'
import type { Summary } from '../../worker/compose/judge.ts'
import type { Composing } from './composing.ts'
import { changeId } from './in-the-way.ts'
import { isStep, pageFor, pathOf, type StepName } from './steps.ts'

/** Where an answer is changed, from the check of all of them: on the page of the journey that asks for it. */
export function changeOf(composing: Composing, step: StepName, what: string) {
  const page = pageFor(composing, step)
  return { href: pathOf(page, composing.journey), what }
}

/** The same of the first answer of its page: errors lead there. */
export const firstChangeOf = (composing: Composing, step: StepName, what: string) => ({
  ...changeOf(composing, step, what),
  id: changeId(pageFor(composing, step)),
})

const DATA_CLASSES: Readonly<Record<Summary['dataClass'], string>> = {
  none: 'About no people',
  depersonalised: 'Depersonalised: nobody can be identified',
  personal: 'Personal data',
  'sensitive-personal': 'Sensitive personal data',
}

/** On what grounds and how it is handled. Where it tells of nobody no law was asked for, and none is shown. */
export function Grounds({ composing, summary }: { composing: Composing; summary: Summary }) {
  const needsLaw = isStep(composing, 'law')
  // What an order is pushed with stands on one page, to which whom it goes to leads.
  const ofLaw = pageFor(composing, 'law') === 'law' ? firstChangeOf : changeOf
  const handling = changeOf(composing, 'handling', 'urgency, marking and how long it is kept')
  return (
    <>
      <h2 class="govuk-heading-m">Grounds and handling</h2>
      <SummaryList
        rows={[
          ...(needsLaw
            ? [
                { key: 'Purpose', value: summary.purpose, change: ofLaw(composing, 'law', 'the purpose') },
                {
                  key: 'Legal bases',
                  value: summary.bases.join('\n') || 'None named',
                  change: changeOf(composing, 'law', 'the legal bases'),
                },
                {
                  key: 'Consent',
                  value: summary.consent.join('\n'),
                  change: firstChangeOf(composing, 'consent', 'consent'),
                },
              ]
            : [{ key: 'Purpose', value: summary.purpose }]),
          {
            key: 'Urgency',
            value: capitalised(URGENCY_WORDS[summary.urgency].toLowerCase()),
            change: firstChangeOf(composing, 'handling', 'urgency, marking and how long it is kept'),
          },
          {
            key: 'Answer by',
            value: [
              summary.respondBy === null ? 'No answer is asked for' : dayInWords(summary.respondBy),
              summary.respondByRemark ?? '',
            ]
              .filter(Boolean)
              .join('\n'),
            change: handling,
          },
          { key: 'Marking', value: summary.marking, change: handling },
          { key: 'Kept until', value: dayInWords(summary.destroyAfter) || 'As is usual', change: handling },
          {
            key: 'Passing it on',
            value: summary.onward === 'none' ? 'Not allowed' : 'With your permission only',
            change: handling,
          },
          {
            key: 'Worked out from the form',
            value: [
              DATA_CLASSES[summary.dataClass],
              ...(summary.categories.length === 0
                ? []
                : [`About: ${summary.categories.map((one) => codeInWords(one).toLowerCase()).join(', ')}`]),
            ].join('\n'),
          },
          {
            key: 'Agreement',
            value: summary.agreement,
            ...(needsLaw && summary.otherAgreement
              ? { change: changeOf(composing, 'law', 'the agreement') }
              : {}),
          },
        ]}
      />
    </>
  )
}
