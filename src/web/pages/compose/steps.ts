import { needsNoLaw } from '../../form/reply-form.ts'
import type { Answered } from '../../worker/compose/answering.ts'
import type { Composition } from '../../worker/compose/request.ts'

/** A page of the journey, as its address names it. */
export type StepName = string

/** What the pages depend on, of what is composed. */
type Of = {
  form: { pages: readonly unknown[] }
  kind: { attachments: boolean }
  composition: Pick<Composition, 'typed' | 'answering' | 'returning' | 'inCase'>
  journey: 'whole' | 'push'
}

/** And the way from one to the next. */
type Journey = Of & { reviewed: boolean; original: { answered: Answered } | null }

/** An order that is pushed: all of it on one page, whom it goes to and by which law on another. */
const PUSH: readonly StepName[] = ['order', 'share', 'check']

/** The pages of the journey in their order: those of the form first. */
export const stepsOf = (of: Of): readonly StepName[] => (of.journey === 'push' ? PUSH : wholeOf(of))

/** Every page that there is: what an order is pushed with can be looked at and changed on all of them. */
export const isStep = (of: Of, step: StepName): boolean =>
  stepsOf(of).includes(step) || wholeOf(of).includes(step)

/** Whom an answer goes to is settled, and what tells of nobody needs no law. */
function wholeOf({ form, kind, composition }: Of): StepName[] {
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
const inTurn = (composing: Of): StepName[] =>
  stepsOf(composing).filter(
    (step) => step !== 'handling' || composing.composition.answering.thread === undefined,
  )

/** An order that is pushed is composed under an address of its own, so that the navigation marks where one is. */
export const pathOf = (step: StepName, journey: Of['journey'] = 'whole'): string =>
  `${journey === 'push' ? '/push' : '/compose'}/${step}`

/** Where a rule is met: on the page of the journey that asks for it. */
export function pageFor(of: Of, step: 'form' | StepName): StepName {
  if (step === 'form') return of.journey === 'push' ? 'order' : of.form.pages.length > 0 ? 'form-1' : 'to'
  return of.journey === 'push' && (step === 'to' || step === 'law') ? 'share' : step
}

/** Where one goes on to from a page: the next one, or back to the check of the answers for whoever came from there. */
export function nextAfter(composing: Journey, step: StepName): string {
  const steps = inTurn(composing)
  const at = steps.indexOf(step)
  const next = at < 0 ? (steps[0] ?? 'check') : (steps[at + 1] ?? 'check')
  return pathOf(composing.reviewed ? 'check' : next, composing.journey)
}

/** Where the back link of a page leads. */
export function backFrom(composing: Journey, step: StepName): { href: string; text: string } {
  const steps = inTurn(composing)
  if (composing.reviewed && step !== 'check')
    return { href: pathOf('check', composing.journey), text: 'Back to your answers' }
  const before = steps[steps.indexOf(step) - 1]
  return {
    href: before === undefined ? beginningOf(composing) : pathOf(before, composing.journey),
    text: 'Back',
  }
}

/** Where it was begun: at the choice of a kind or of an order, or at what it answers. */
function beginningOf({ composition: { answering, inCase }, original, journey }: Journey): string {
  if (journey === 'push') return '/push'
  if (inCase) return `/cases/${inCase.id}/referral`
  if (answering.thread === undefined) return '/compose'
  if (original === null) return `/thread/${answering.thread}`
  const { received, of } = original.answered
  return `${received ? '/received' : '/sent'}/${of}`
}
