import type { CourtOrder } from '../kinds/court-order-schema.ts'
import type { RuleSet } from '../rule-set.ts'
import { RULE_SETS } from '../rule-sets.ts'
import type { Fault } from '../wire/check.ts'
import { dateFaults } from './checks/dates.ts'
import { durationFaults } from './checks/duration.ts'
import { fault } from './checks/judged.ts'
import { makerFaults } from './checks/maker.ts'
import { needFaults } from './checks/needs.ts'
import { reviewFaults } from './checks/review.ts'
import { startFaults } from './checks/start.ts'
import { termFaults } from './checks/terms.ts'
import type { OrderType } from './order-type.ts'
import { capital, named, orderTypeOf } from './order-types.ts'

/**
 * Everything in an order that is not lawful under a rule set, each with the field that it is about and a sentence,
 * citing the law, that a court officer can act on. Empty when nothing is.
 *
 * The order is of the form of its type already (`orderSchema`); this is what a form cannot say.
 *
 * @param rules the law of the agreement under which it is sent
 * @param day `YYYY-MM-DD` on which it is judged: an order that has ended is in force no more
 */
export function orderFaults(order: CourtOrder, { rules, day }: { rules: RuleSet; day: string }): Fault[] {
  const type = rules.orders.find(({ code }) => code === order.orderType)
  if (type === undefined) return [notOfTheseRules(order.orderType, rules)]
  const judged = { order, type, day }
  return [
    ...makerFaults(judged),
    ...dateFaults(judged),
    ...startFaults(judged),
    ...durationFaults(judged),
    ...termFaults(judged),
    ...reviewFaults(judged),
    ...needFaults(judged),
  ]
}

/** The law of another time: what took its place, or under which rules it exists. */
function notOfTheseRules(code: string, rules: RuleSet): Fault {
  const type = orderTypeOf(code)
  if (type === undefined) return fault('/orderType', 'There is no such type of order.')
  const successors = type.successors.flatMap((name): OrderType[] => {
    const successor = rules.orders.find((candidate) => candidate.code === name)
    return successor === undefined ? [] : [successor]
  })
  const homes = RULE_SETS.filter(({ orders }) => orders.some((candidate) => candidate.code === code))
  const advice =
    successors.length > 0
      ? `${capital(successors.map(named).join(' or '))} took its place (${successors.map((successor) => successor.code).join(', ')}).`
      : `Send it under an agreement with the rules ${homes.map(({ title, id }) => `${title} (${id})`).join(' or ')}.`
  return fault(
    '/orderType',
    `${capital(named(type))} (${type.statute}) does not exist under the rules ${rules.title} (${rules.id}). ${advice}`,
  )
}
