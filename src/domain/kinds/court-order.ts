import Type from 'typebox'
import { orderFaults } from '../orders/faults.ts'
import { ORDER_TYPES, orderTypeOf } from '../orders/order-types.ts'
import type { Fault } from '../wire/check.ts'
import type { Category } from '../wire/referral-fields.ts'
import { classificationOf } from './classification.ts'
import { orderExample, orderExampleOn } from './court-order-examples.ts'
import { CourtOrder, orderSchema } from './court-order-schema.ts'
import { renderOrder } from './court-order-text.ts'
import { type AttachedFile, type Classification, defineKind, type Form } from './kind.ts'
import { isYoung } from './person.ts'

const FORMS: readonly Form[] = ORDER_TYPES.flatMap(({ code, title }) => {
  const schema = orderSchema(code)
  const exampleOn = (day: string) => orderExampleOn(code, day)
  return schema === undefined ? [] : [{ name: code, title, schema, example: orderExample(code), exampleOn }]
})

/**
 * An order on a person tells of proceedings, so it is sensitive personal data (M4). One on premises where somebody
 * lives is about a person too, though it names none.
 */
function classify({
  subject,
  others = [],
  prohibitions = [],
  premises,
  orderDate,
}: CourtOrder): Classification {
  const people = [...(subject === undefined ? [] : [subject]), ...others]
  const categories: Category[] = subject === undefined ? [] : ['subject-of-order']
  const named = prohibitions.some(({ persons = [] }) => persons.length > 0)
  if (others.length > 0 || named || premises?.dwelling === true) categories.push('other-subject')
  if (people.some((person) => isYoung(person, orderDate))) categories.push('young-person')
  return classificationOf('none', categories, people)
}

/** A court's order comes with the order itself, and a map that is named is attached. */
function attachmentFaults(data: CourtOrder, attached: readonly AttachedFile[]): Fault[] {
  const found: Fault[] = []
  const maps = [
    { path: '/area/map', map: data.area?.map },
    ...(data.prohibitions ?? []).map(({ map }, place) => ({ path: `/prohibitions/${place}/map`, map })),
  ]
  const isMap = (name: string) => maps.some(({ map }) => map === name)
  const byCourt = orderTypeOf(data.orderType)?.madeBy === 'court'
  if (byCourt && !attached.some(({ name, type }) => type === 'application/pdf' && !isMap(name))) {
    found.push({
      path: '',
      message: 'The order itself is not attached. Attach it as a PDF, as the court made it.',
    })
  }
  for (const { path, map } of maps) {
    if (map !== undefined && !attached.some(({ name }) => name === map)) {
      found.push({ path, message: 'No attached file has this name. Attach the map, or correct the name.' })
    }
  }
  return found
}

export const courtOrder = defineKind({
  kind: 'court-order',
  attachmentsAllowed: true,
  schema: CourtOrder,
  example: orderExample('asbo'),
  forms: {
    field: 'orderType',
    all: FORMS,
    schema: Type.Union(
      FORMS.map(({ schema }) => schema),
      { title: 'Court order' },
    ),
  },
  lawFaults: orderFaults,
  attachmentFaults,
  render: renderOrder,
  classify,
})
