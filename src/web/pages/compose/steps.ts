import { needsNoLaw } from '../../form/reply-form.ts'
import type { Composing } from './composing.ts'

/** A page of the journey, as its address names it. */
export type StepName = string

/** The pages of the journey in their order: those of the form first. Whom an answer goes to is settled, and what tells of nobody needs no law. */
export function stepsOf({
  form,
  kind,
  composition,
}: Pick<Composing, 'form' | 'kind' | 'composition'>): StepName[] {
  const { answering, returning } = composition
  return [
    ...(returning === null ? [] : ['reason']),
    ...form.pages.map((_page, place) => `form-${place + 1}`),
    ...(kind.attachments ? ['files'] : []),
    ...(answering.thread === undefined ? ['to'] : []),
    ...(needsNoLaw(composition) ? [] : ['law', 'consent']),
    'handling',
    'check',
  ]
}

/** Those that are asked one after the other: of an answer the handling is settled, and can be changed from its check. */
const inTurn = (composing: Composing): StepName[] =>
  stepsOf(composing).filter(
    (step) => step !== 'handling' || composing.composition.answering.thread === undefined,
  )

export const pathOf = (step: StepName): string => `/compose/${step}`

/** Where one goes on to from a page: the next one, or back to the check of the answers for whoever came from there. */
export function nextAfter(composing: Composing, step: StepName): string {
  const steps = inTurn(composing)
  return pathOf(composing.reviewed ? 'check' : (steps[steps.indexOf(step) + 1] ?? 'check'))
}

/** Where the back link of a page leads. */
export function backFrom(composing: Composing, step: StepName): { href: string; text: string } {
  const steps = inTurn(composing)
  if (composing.reviewed && step !== 'check') return { href: pathOf('check'), text: 'Back to your answers' }
  const before = steps[steps.indexOf(step) - 1]
  return { href: before === undefined ? beginningOf(composing) : pathOf(before), text: 'Back' }
}

/** Where it was begun: at the choice of a kind, or at what it answers. */
function beginningOf({ composition: { answering }, original }: Composing): string {
  if (answering.thread === undefined) return '/compose'
  if (original === null) return `/thread/${answering.thread}`
  const { received, of } = original.answered
  return `${received ? '/received' : '/sent'}/${of}`
}
