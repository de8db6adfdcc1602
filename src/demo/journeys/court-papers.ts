import { kindOf } from '../../domain/kinds.ts'
import type { Attachment } from '../../sdk/referral-request.ts'
import { ASB_TEAM, LIVERPOOL_YOT } from '../partnership/mailboxes.ts'
import { orderPdf } from './order-pdf.ts'
import { demand } from './telling.ts'

/** An order of a court: power, Schedule 2 and 3 conditions, and the exemption for what a court's order requires. */
export const ORDER_BASES = ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s35']

/** Both teams that an order goes to at once, and who reads it there. */
export const TEAMS = [
  { mailbox: ASB_TEAM, login: 'asb.caseworker' },
  { mailbox: LIVERPOOL_YOT, login: 'yot.officer' },
] as const

/** The example of an ASBO, as if it had been made that day, under a case number where one is given. */
export function asboOn(day: string, caseNumber?: string): unknown {
  const form = kindOf('court-order').forms?.all.find(({ name }) => name === 'asbo')
  demand(form !== undefined, 'There is no form of an ASBO.')
  const order = form.exampleOn(day)
  return caseNumber === undefined ? order : Object.assign({}, order, { caseNumber })
}

/** The order itself, and the map that it names. */
export function papers(): Attachment[] {
  const page = (title: string) =>
    orderPdf(['RESTRICTED', '', title, 'Invented, for a demonstration.', '', 'RESTRICTED'])
  return [
    { name: 'order.pdf', type: 'application/pdf', bytes: page('Anti-social behaviour order') },
    { name: 'map.pdf', type: 'application/pdf', bytes: page('Map of the exclusion area') },
  ]
}
