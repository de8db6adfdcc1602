import type { Fault } from '../../wire/check.ts'
import type { Need, OtherNeed } from '../order-type.ts'
import { capital, named, orderTypeOf } from '../order-types.ts'
import { endOf, fault, type Judged } from './judged.ts'

/** What else the law asks of an order of its type. */
export function needFaults(judged: Judged): Fault[] {
  return judged.type.needs.flatMap((need) => CHECKS[need.need](judged, need))
}

const CHECKS: Readonly<Record<OtherNeed, (judged: Judged, need: Need) => Fault[]>> = {
  'risk-assessment': ({ order, type }, { statute }) =>
    datedBefore(order.riskAssessment?.date, order.orderDate, {
      path: '/riskAssessment',
      missing: `The applicant must assess the risk before it applies for ${named(type)} (${statute}). Give who did so and when.`,
      late: `The risk must have been assessed before ${named(type)} was applied for (${statute}). Correct the date.`,
    }),
  'written-warning': ({ order, type }, { statute }) =>
    datedBefore(order.warningDate, order.orderDate, {
      path: '/warningDate',
      missing: `${capital(named(type))} follows a written warning (${statute}). Give the date of the warning.`,
      late: `The written warning must come before ${named(type)} (${statute}). Correct the date.`,
    }),
  'linked-order': linkedOrderFaults,
  'responsible-officer': ({ order, type }, { statute }) =>
    order.responsibleOfficer === undefined
      ? [
          fault(
            '/responsibleOfficer',
            `${capital(named(type))} is carried out under a responsible officer (${statute}). Give the officer's name and agency.`,
          ),
        ]
      : [],
  authorisation: ({ order, type }, { statute }) =>
    order.authority?.authorisedBy === undefined
      ? [
          fault(
            '/authority/authorisedBy',
            `${capital(named(type))} needs an authorisation by an inspector or above (${statute}). Name the officer, with the rank.`,
          ),
        ]
      : [],
}

function datedBefore(
  date: string | undefined,
  orderDate: string,
  { path, missing, late }: { path: string; missing: string; late: string },
): Fault[] {
  if (date === undefined) return [fault(path, missing)]
  return date > orderDate ? [fault(path, late)] : []
}

/** An order in support of another names it, and ends no later. */
function linkedOrderFaults(judged: Judged, { statute, of: supported = [] }: Need): Fault[] {
  const { order, type } = judged
  const main = order.linkedOrders?.find(({ orderType }) => supported.includes(orderType))
  if (main === undefined) {
    return [
      fault(
        '/linkedOrders',
        `${capital(named(type))} supports another order (${statute}): ${supported
          .flatMap((code) => orderTypeOf(code) ?? [])
          .map(named)
          .join(' or ')}. Name that order in linkedOrders.`,
      ),
    ]
  }
  const end = endOf(judged)
  if (end === undefined || main.expiryDate === undefined || end.day <= main.expiryDate) return []
  return [
    fault(
      end.path,
      `${capital(named(type))} lasts no longer than the order that it supports (${statute}), which ends on ${main.expiryDate}. Correct one of the dates.`,
    ),
  ]
}
