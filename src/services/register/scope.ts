import { type Caller, demandAction } from '../caller.ts'

/** How much of the register a caller may read: all of it, or what one agency sent or received. */
export type RegisterScope = { everything: true } | { everything: false; agencyId: string }

/**
 * What of the register is for the caller.
 *
 * @throws ProblemError `not-yours` for whoever may not read it at all
 */
export function registerScope(caller: Caller): RegisterScope {
  const relations = demandAction(caller, 'read-register')
  return relations.has('any') ? { everything: true } : { everything: false, agencyId: caller.agencyId }
}
