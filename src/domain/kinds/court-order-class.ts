import { orderTypeOf } from '../orders/order-types.ts'
import type { Category } from '../wire/referral-fields.ts'
import { classificationOf } from './classification.ts'
import type { CourtOrder } from './court-order-schema.ts'
import type { Classification } from './kind.ts'
import { isYoung } from './person.ts'

/**
 * What an order on an area says of the area, its terms, its times and the body that made it: what is published to
 * everybody anyway (Anti-social Behaviour, Crime and Policing Act 2014, section 59(8)). Whatever else it holds may
 * name people. A field that the form is ever given counts as one that may, until it is entered here.
 */
const PUBLISHED: ReadonlySet<string> = new Set<keyof CourtOrder>([
  'orderType',
  'status',
  'authority',
  'orderDate',
  'caseNumber',
  'area',
  'prohibitions',
  'requirements',
  'startDate',
  'startTime',
  'expiryDate',
  'expiryTime',
  'untilFurtherOrder',
  'durationText',
  'service',
])

/**
 * What an order holds, by the people that its fields can name and not by what a sender says of them.
 *
 * An order on a person tells of proceedings, so it is sensitive personal data (M4), and so is one that is linked to an
 * order on a person. One on premises is about whoever owns, keeps or lives in them, named or not. One on an area
 * holds no personal data only where it has no more than what is published.
 */
export function classifyOrder(order: CourtOrder): Classification {
  const { subject, others = [], linkedOrders = [], orderDate } = order
  const people = [...(subject === undefined ? [] : [subject]), ...others]
  const categories: Category[] = []
  if (subject !== undefined || linkedOrders.some(isOnPerson)) categories.push('subject-of-order')
  if (subject === undefined ? mayNamePeople(order) : namesOthers(order)) categories.push('other-subject')
  if (people.some((person) => isYoung(person, orderDate))) categories.push('young-person')
  return classificationOf('none', categories, people)
}

function isOnPerson({ orderType }: { orderType: string }): boolean {
  return orderTypeOf(orderType)?.against === 'person'
}

/** Whether people besides its subject are named as such. */
function namesOthers({ others = [], prohibitions = [], premises }: CourtOrder): boolean {
  return (
    others.length > 0 ||
    prohibitions.some(({ persons = [] }) => persons.length > 0) ||
    premises?.dwelling === true
  )
}

/** Whether an order that is not on a person has any field in which people can be named. */
function mayNamePeople(order: CourtOrder): boolean {
  const { authority, requirements = [], service } = order
  return (
    Object.entries(order).some(([name, value]) => !PUBLISHED.has(name) && !isEmpty(value)) ||
    namesOthers(order) ||
    authority?.officer !== undefined ||
    authority?.authorisedBy !== undefined ||
    requirements.some(({ supervisor }) => supervisor !== undefined) ||
    service?.by !== undefined ||
    service?.to !== undefined
  )
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}
