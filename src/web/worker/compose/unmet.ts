import type { Reason } from '../../../domain/decide.ts'
import { type Step, whereMet } from './where-met.ts'

/** A rule that is not met: how to meet it, with its law, and the page where that is done. */
export type Unmet = Reason & { step: Step | null }

export const withPlace = ({ rule, statute, sentence }: Reason): Unmet => ({
  rule,
  statute,
  sentence,
  step: whereMet(rule),
})
