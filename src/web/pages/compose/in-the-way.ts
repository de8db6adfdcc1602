import type { FieldError } from '../../components/field-error.ts'
import { wrongIn } from '../../form/fault-words.ts'
import type { FormPage } from '../../form/form-pages.ts'
import type { Judged } from '../../worker/compose/judge.ts'
import type { Composition } from '../../worker/compose/request.ts'
import type { Unmet } from '../../worker/compose/unmet.ts'
import { isStep, pageFor, type StepName } from './steps.ts'

/** The id of the link on the check of the answers that leads to a page: what is missing there leads to it. */
export const changeId = (step: StepName): string => `change-${step}`

type Of = {
  form: { pages: readonly FormPage[] }
  composition: Composition
  kind: { attachments: boolean }
  journey: 'whole' | 'push'
}

/**
 * What has to be settled before it can be sent, each with where that is changed.
 * @param higher where a higher marking is named than it is sent with, in words
 */
export function inTheWay(
  composing: Of,
  { judged, problem }: { judged: Judged | null; problem: string | null },
  higher: readonly string[],
): FieldError[] {
  if (judged === null)
    return [
      {
        field: null,
        message: problem ?? 'The rules are still being asked. Send it when they have answered.',
      },
    ]
  if (judged.problem !== null) return [{ field: null, message: judged.problem }]
  const { form, composition } = composing
  const at = (step: StepName, message: string): FieldError => ({ field: changeId(step), message })
  const wrong = form.pages.flatMap(({ questions }, page) =>
    wrongIn(questions, judged.faults).map(({ message }) => at(`form-${page + 1}`, message)),
  )
  const other = judged.faults
    .filter(({ path }) => path === '')
    .map(({ message }) => at(composing.kind.attachments ? 'files' : 'form-1', message))
  const faults = [
    ...(composition.returning?.reason === null ? [at('reason', 'Select why you return it')] : []),
    ...wrong,
    ...other,
    ...(composition.to.length === 0
      ? [at(pageFor(composing, 'to'), 'Select at least one mailbox to send it to')]
      : []),
    // Grounds have no links there before the form is complete.
    ...judged.groundsFaults.map(({ step, message }) =>
      judged.summary === null ? { field: null, message } : at(pageFor(composing, step), message),
    ),
  ]
  if (faults.length > 0) return faults
  if (judged.decision?.outcome !== 'allowed') return unmetErrors(composing, judged.decision?.unmet ?? [])
  if (higher.length > 0 && !composition.keepMarking)
    return [{ field: 'keep-marking', message: 'Say which marking is meant' }]
  return []
}

/** Rules that are not met, each with the link to where it is met. */
export const unmetErrors = (composing: Of, unmet: readonly Unmet[]): FieldError[] =>
  unmet.map(({ rule, sentence, step }) => {
    const page = step === null ? null : pageFor(composing, step)
    return {
      field: page !== null && isStep(composing, page) ? changeId(page) : null,
      message: `Rule ${rule}: ${sentence}`,
    }
  })
