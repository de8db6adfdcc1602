import Type from 'typebox'
import { NOT_NEEDED } from '../consents.ts'
import { addYears } from '../day.ts'
import { orderFaults } from '../orders/faults.ts'
import { ORDER_TYPES, orderTypeOf } from '../orders/order-types.ts'
import { isPersonal } from '../rules/case.ts'
import type { Fault } from '../wire/check.ts'
import { classifyOrder } from './court-order-class.ts'
import { orderExample, orderExampleOn } from './court-order-examples.ts'
import { CourtOrder, orderSchema } from './court-order-schema.ts'
import { renderOrder } from './court-order-text.ts'
import { type AttachedFile, defineKind, type Form, USUAL_MARKING } from './kind.ts'

const FORMS: readonly Form[] = ORDER_TYPES.flatMap(({ code, title }) => {
  const schema = orderSchema(code)
  const exampleOn = (day: string) => orderExampleOn(code, day)
  return schema === undefined ? [] : [{ name: code, title, schema, example: orderExample(code), exampleOn }]
})

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

/** The form of each type asks why it is shared; one on an area has to say it only where it is about somebody (L15). */
function faults(data: CourtOrder): Fault[] {
  if (data.justification !== undefined || !isPersonal(classifyOrder(data))) return []
  return [{ path: '/justification', message: 'must say why, since the order is about somebody' }]
}

/**
 * When it ends. One until further order holds for two years at the least, as a final order of the Crime and Disorder Act 1998 does
 * (section 1(7)).
 */
function endOf({ expiryDate, interimUntil, untilFurtherOrder, orderDate }: CourtOrder): string {
  return expiryDate ?? interimUntil ?? (untilFurtherOrder === true ? addYears(orderDate, 2) : orderDate)
}

export const courtOrder = defineKind({
  kind: 'court-order',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: null,
    consent: NOT_NEEDED,
    marking: USUAL_MARKING,
    bases: {
      'uk-2010': ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s35'],
      'uk-2026': ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-6', 'uk-gdpr-art10-official'],
    },
    recipients: ['council', 'youth-offending'],
  },
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
  faults,
  lawFaults: orderFaults,
  attachmentFaults,
  render: renderOrder,
  classify: classifyOrder,
  lastUse: endOf,
})
