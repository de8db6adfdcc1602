import { HEALTH_AND_SOCIAL_CARE } from '../bodies.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, needs, placeOf, refused } from './case.ts'
import { isOf } from './misnamed.ts'

const GUARDIAN = { rule: 'U8', statute: `Caldicott Principles; ${GUIDANCE}, section 2.4.2.2` }

/**
 * The Caldicott Guardian of an organisation of health or social care has consented before it shares personal information (L10,
 * U8). An agency of several sorts, such as a council that takes part with its social care, is asked of all that it sends, unless the
 * agreement says which mailbox is that of its social care: then of what that sends.
 */
export function guardianRules({ fields, sender, day }: Case): Finding[] {
  const { guardian } = fields
  // Who has not signed is refused for that already.
  if (!sender.standing) return []
  if (!isOf(sender, { bodies: HEALTH_AND_SOCIAL_CARE })) {
    if (guardian === null) return []
    return [
      refused(
        GUARDIAN,
        `${placeOf(sender)} is no organisation of health or social care by this agreement, so it has no Caldicott Guardian whose consent counts. Leave it out.`,
      ),
    ]
  }
  if (guardian === null) {
    if (!isPersonal(fields)) return []
    return [
      needs(
        GUARDIAN,
        `${placeOf(sender)} is an organisation of health or social care, and shares personal information with the consent of its Caldicott Guardian: ask the Guardian, and record the day and the reference of the consent.`,
      ),
    ]
  }
  if (guardian.consented <= day) return []
  return [
    refused(
      GUARDIAN,
      `The Caldicott Guardian cannot have consented on ${guardian.consented}, which is still to come. Record the day on which the Guardian did.`,
    ),
  ]
}
