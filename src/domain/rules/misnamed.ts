import { consentGroups } from '../consents.ts'
import type { AnyOf, Condition, Duty, LegalBasis } from '../legal-bases.ts'
import type { ConsentState } from '../wire/referral-fields.ts'
import {
  type Case,
  type Finding,
  isPersonal,
  nameOf,
  needs,
  type Party,
  placeOf,
  refused,
  withStanding,
} from './case.ts'

/** A basis that is named but cannot apply here: a wrong reason in the register is worse than none. */
export function misnamed(basis: LegalBasis, that: Case): Finding[] {
  const { effect } = basis
  switch (effect.type) {
    case 'duty':
      return misnamedDuty(basis, effect, that)
    case 'condition':
      return [...senderFits(basis, effect, that), ...consentFits(basis, effect, that)]
    case 'power':
    case 'exemption':
    case 'confidence':
    case 'supporting':
      return []
    default:
      return effect satisfies never
  }
}

function misnamedDuty(basis: LegalBasis, duty: Duty, { fields, sender, recipients }: Case): Finding[] {
  const { only } = duty
  const personal = isPersonal(fields)
  if (only && (only.covers === 'personal') !== personal) {
    const covers =
      only.covers === 'personal' ? 'information that identifies somebody' : 'depersonalised information'
    const instead = only.instead === undefined ? '' : ` or name ${only.instead} where it is that,`
    return [
      refused(
        basis,
        `${basis.statute} covers ${covers} only by this basis, and this is ${fields.dataClass}. Leave it out,${instead} or change the referral.`,
      ),
    ]
  }
  const bound = duty.between.filter(({ senders }) => isOf(sender, senders))
  // Where it does not bind the sender, it is still said whom it would not reach from anybody.
  const pairs = bound.length > 0 ? bound : duty.between
  const outside = [
    ...(bound.length > 0 || withStanding([sender]).length === 0 ? [] : [`bind ${placeOf(sender)}`]),
    ...withStanding(recipients)
      .filter((party) => !pairs.some((pair) => isOf(party, pair.recipients)))
      .map((party) => `reach ${placeOf(party)} from ${nameOf(sender)}`),
  ]
  return [...new Set(outside)].map((what) =>
    refused(
      basis,
      `${basis.statute} is ${duty.owed}, and does not ${what}. Leave it out: ${personal ? 'name the power to disclose instead' : 'depersonalised information needs no legal basis'}.`,
    ),
  )
}

function senderFits(basis: LegalBasis, { senders }: Condition, { fields, sender }: Case): Finding[] {
  if (!senders || !isPersonal(fields) || !sender.standing) return []
  const fits = 'only' in senders ? isOf(sender, senders.only) : !isOf(sender, senders.never)
  if (fits) return []
  const why =
    'only' in senders
      ? `is for ${senders.are}, and the directory does not list ${placeOf(sender)} as one`
      : `is not for ${senders.are}, and the directory lists ${nameOf(sender)} as one`
  return [refused(basis, `${basis.statute} ${why}. ${senders.instead}`)]
}

/** A basis that rests on a state of consent is true of those of that state, and has to be of somebody. */
function consentFits(basis: LegalBasis, condition: Condition, { fields }: Case): Finding[] {
  const { consent: wanted, unless } = condition
  const states = consentGroups(fields).map(({ consent }) => consent.state)
  if (states.some((state) => restsOn(condition, state))) return []
  if (unless !== undefined && wanted === undefined) {
    return [
      refused(
        basis,
        `${basis.statute} is for consent that could not be had, and consent was given. Name the condition that rests on permission instead.`,
      ),
    ]
  }
  if (wanted === 'given' && states.every((state) => state === 'refused')) {
    return [
      refused(
        basis,
        `${basis.statute} rests on permission, and permission was refused. Choose another condition.`,
      ),
    ]
  }
  return [
    needs(
      basis,
      wanted === 'given'
        ? `${basis.statute} rests on permission: record that consent was given, or choose another condition.`
        : `${basis.statute} is for consent that was unreasonably withheld: record that consent was refused, or choose another condition.`,
    ),
  ]
}

/** Whether the condition can be true of people whose consent is in this state. */
export function restsOn({ consent, unless }: Condition, state: ConsentState): boolean {
  return (consent === undefined || consent === state) && (unless === undefined || unless !== state)
}

/** Whether the agency is any one of these. A team, such as a YOT, counts through its agency (S4 §2.2.3, A4). */
export function isOf({ standing }: Party, { classes = [], bodies = [] }: AnyOf): boolean {
  if (!standing) return false
  return (
    standing.legalClasses.some((one) => classes.includes(one)) ||
    standing.bodies.some((one) => bodies.includes(one))
  )
}
