import type { Composing } from './composing.ts'

/** A page of the journey, as its address names it. */
export type StepName = string

/** The pages of the journey in their order: those of the form first. */
export function stepsOf({ form, kind }: Pick<Composing, 'form' | 'kind'>): StepName[] {
  return [
    ...form.pages.map((_page, place) => `form-${place + 1}`),
    ...(kind.attachments ? ['files'] : []),
    'to',
    'law',
    'consent',
    'handling',
    'check',
  ]
}

export const pathOf = (step: StepName): string => `/compose/${step}`

/** Where one goes on to from a page: the next one, or back to the check of the answers for whoever came from there. */
export function nextAfter(composing: Composing, step: StepName): string {
  const steps = stepsOf(composing)
  return pathOf(composing.reviewed ? 'check' : (steps[steps.indexOf(step) + 1] ?? 'check'))
}

/** Where the back link of a page leads. */
export function backFrom(composing: Composing, step: StepName): { href: string; text: string } {
  const steps = stepsOf(composing)
  if (composing.reviewed && step !== 'check') return { href: pathOf('check'), text: 'Back to your answers' }
  const before = steps[steps.indexOf(step) - 1]
  return { href: before === undefined ? '/compose' : pathOf(before), text: 'Back' }
}
