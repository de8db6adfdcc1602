import { asbIncident } from './kinds/asb-incident.ts'
import { asbPanelReferral } from './kinds/asb-panel-referral.ts'
import { concern } from './kinds/concern.ts'
import { courtOrder } from './kinds/court-order.ts'
import { dipNotice } from './kinds/dip-notice.ts'
import { earlyIntervention } from './kinds/early-intervention.ts'
import { evidenceBundle } from './kinds/evidence-bundle.ts'
import { evidenceRequest } from './kinds/evidence-request.ts'
import { informationRequest } from './kinds/information-request.ts'
import type { Kind } from './kinds/kind.ts'
import { maracReferral } from './kinds/marac-referral.ts'
import { maracResearch } from './kinds/marac-research.ts'
import { note } from './kinds/note.ts'
import { orderBreach } from './kinds/order-breach.ts'
import { paperDisclosure } from './kinds/paper-disclosure.ts'
import { ppoNomination } from './kinds/ppo-nomination.ts'
import { reply } from './kinds/reply.ts'
import { scrutinyRequest } from './kinds/scrutiny-request.ts'
import { verbalDisclosure } from './kinds/verbal-disclosure.ts'
import type { KindName } from './wire/referral-fields.ts'

export { type Classification, DataError, type Form, type Kind } from './kinds/kind.ts'
export type { Layout, Part, RenderContext, Section } from './kinds/layout.ts'

const KINDS_BY_NAME: Readonly<Record<KindName, Kind>> = {
  'asb-incident': asbIncident,
  concern,
  'early-intervention': earlyIntervention,
  'evidence-request': evidenceRequest,
  'evidence-bundle': evidenceBundle,
  'court-order': courtOrder,
  'order-breach': orderBreach,
  'asb-panel-referral': asbPanelReferral,
  'marac-referral': maracReferral,
  'marac-research': maracResearch,
  'ppo-nomination': ppoNomination,
  'dip-notice': dipNotice,
  'information-request': informationRequest,
  'scrutiny-request': scrutinyRequest,
  reply,
  note,
  'verbal-disclosure': verbalDisclosure,
  'paper-disclosure': paperDisclosure,
}

/** Every kind of referral that can be composed. */
export const kinds: readonly Kind[] = Object.values(KINDS_BY_NAME)

/** The kind of a name from the manifest. */
export function kindOf(name: KindName): Kind {
  return KINDS_BY_NAME[name]
}

/** Whether a name that a person or a partner gave is a kind. */
export function isKindName(name: string): name is KindName {
  return Object.hasOwn(KINDS_BY_NAME, name)
}

/**
 * Kinds that answer nothing, whatever they name: a note is for its reader to know, and a record says what was told elsewhere. Whoever asked
 * still waits.
 */
export const ANSWERS_NOTHING: readonly KindName[] = ['note', 'verbal-disclosure', 'paper-disclosure']

/** What a sealed referral says of how its text was made: `asb-incident/1`. */
export function renderingName({ kind, version }: Kind): string {
  return `${kind}/${version}`
}
