/** A page of the journey, as its address names it. */
export type StepName = string

/** What the pages depend on, of what is composed. */
type Of = {
  form: { pages: readonly unknown[] }
  kind: { attachments: boolean }
  journey: 'whole' | 'push'
}

/** An order that is pushed: all of it on one page, whom it goes to and by which law on another. */
const PUSH: readonly StepName[] = ['order', 'share', 'check']

/** The pages of the journey in their order: those of the form first. */
export const stepsOf = (of: Of): readonly StepName[] => (of.journey === 'push' ? PUSH : wholeOf(of))

/** Every page that there is: what an order is pushed with can be looked at and changed on all of them. */
export const isStep = (of: Of, step: StepName): boolean =>
  stepsOf(of).includes(step) || wholeOf(of).includes(step)

const wholeOf = ({ form, kind }: Of): StepName[] => [
  ...form.pages.map((_page, place) => `form-${place + 1}`),
  ...(kind.attachments ? ['files'] : []),
  'to',
  'law',
  'consent',
  'handling',
  'check',
]

export const pathOf = (step: StepName): string => `/compose/${step}`

/** Where a rule is met: on the page of the journey that asks for it. */
export function pageFor(of: Of, step: 'form' | StepName): StepName {
  const [first = 'to'] = stepsOf(of)
  if (step === 'form') return first
  return of.journey === 'push' && (step === 'to' || step === 'law') ? 'share' : step
}

/** Where one goes on to from a page: the next one, or back to the check of the answers for whoever came from there. */
export function nextAfter(composing: Of & { reviewed: boolean }, step: StepName): string {
  const steps = stepsOf(composing)
  const at = steps.indexOf(step)
  if (composing.reviewed) return pathOf('check')
  return pathOf(at < 0 ? (steps[0] ?? 'check') : (steps[at + 1] ?? 'check'))
}

/** Where the back link of a page leads. */
export function backFrom(
  composing: Of & { reviewed: boolean },
  step: StepName,
): { href: string; text: string } {
  const steps = stepsOf(composing)
  if (composing.reviewed && step !== 'check') return { href: pathOf('check'), text: 'Back to your answers' }
  const before = steps[steps.indexOf(step) - 1]
  const start = composing.journey === 'push' ? '/push' : '/compose'
  return { href: before === undefined ? start : pathOf(before), text: 'Back' }
}
