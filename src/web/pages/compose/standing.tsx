import { CONSIDER } from '../../../sdk/wording.ts'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Tag } from '../../components/tag.tsx'
import { counted } from '../../words.ts'
import type { Unmet } from '../../worker/compose/unmet.ts'
import type { Composing } from './composing.ts'
import { isStep, pageFor, pathOf } from './steps.ts'
import type { Standing as JudgedStanding } from './use-judged.ts'

/** What the rules say as it stands, after each change. */
export function Standing({
  composing,
  standing,
  step,
}: {
  composing: Composing
  standing: JudgedStanding
  step: string
}) {
  const { judged, asking, problem } = standing
  return (
    <section class="app-standing" aria-labelledby="standing-heading" aria-busy={asking}>
      <h2 class="govuk-heading-m" id="standing-heading">
        What the rules say
      </h2>
      <div role="status">
        {problem !== null ? (
          <p class="govuk-body">{problem}</p>
        ) : judged === null ? (
          <p class="govuk-body">The rules are being asked.</p>
        ) : judged.problem !== null ? (
          <WarningText>{judged.problem}</WarningText>
        ) : judged.faults.length > 0 ? (
          <p class="govuk-body">
            The rules can be asked when the form is complete: {counted(judged.faults.length, 'answer')}{' '}
            {judged.faults.length === 1 ? 'is' : 'are'} missing or wrong.
          </p>
        ) : judged.decision === null ? (
          <p class="govuk-body">
            The rules can be asked when it is settled whom it goes to, and its days are right.
          </p>
        ) : (
          <>
            <Decided composing={composing} step={step} decision={judged.decision} />
            {judged.decision.outcome === 'allowed' ? <Considered consider={judged.consider} /> : null}
          </>
        )}
      </div>
    </section>
  )
}

/** What the guidance asks to be weighed, and nobody has said was: it stops nothing. */
function Considered({ consider }: { consider: readonly { rule: string; sentence: string }[] }) {
  if (consider.length === 0) return null
  return (
    <>
      <p class="govuk-body">{CONSIDER}</p>
      <ul class="govuk-list govuk-list--bullet">
        {consider.map(({ rule, sentence }) => (
          <li key={rule}>{sentence}</li>
        ))}
      </ul>
    </>
  )
}

const OUTCOMES = {
  allowed: { tag: 'Allowed', colour: 'green', words: 'The rules of the partnership allow it as it stands.' },
  needs: { tag: 'More is needed', colour: 'yellow', words: 'It can be sent when these are met:' },
  refused: { tag: 'Not allowed', colour: 'red', words: 'It cannot be sent as it stands. These are not met:' },
} as const

type Decision = { outcome: keyof typeof OUTCOMES; unmet: readonly Unmet[] }

/** A decision with each rule that is not met: how to meet it, by which law, and where. */
export function Decided({
  composing,
  step,
  decision,
}: {
  composing: Composing
  step: string
  decision: Decision
}) {
  const { tag, colour, words } = OUTCOMES[decision.outcome]
  return (
    <>
      <p class="govuk-body">
        <Tag text={tag} colour={colour} /> {words}
      </p>
      <UnmetRules composing={composing} step={step} unmet={decision.unmet} />
    </>
  )
}

const PLACES = {
  form: 'Go to the form',
  to: 'Change whom it goes to',
  law: 'Change the purpose or the legal bases',
  consent: 'Change what is said of consent',
  handling: 'Change the marking or the handling',
} as const

export const UnmetRules = ({
  composing,
  step,
  unmet,
}: {
  composing: Composing
  step: string
  unmet: readonly Unmet[]
}) => (
  <ul class="govuk-list app-unmet">
    {unmet.map(({ rule, statute, sentence, step: where }) => {
      const target = where === null ? null : pageFor(composing, where)
      return (
        <li key={`${rule} ${sentence}`}>
          <InsetText>
            <p class="govuk-body">
              <strong>Rule {rule}.</strong> {sentence}
            </p>
            <p class="govuk-hint">{statute}</p>
            {where === null || target === null || target === step || !isStep(composing, target) ? null : (
              <a class="govuk-link" href={pathOf(target, composing.journey)}>
                {PLACES[where]}
                <span class="govuk-visually-hidden"> for rule {rule}</span>
              </a>
            )}
          </InsetText>
        </li>
      )
    })}
  </ul>
)
