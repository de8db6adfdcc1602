import { dayOf, within } from '../../../domain/day.ts'
import { orderTypeOf } from '../../../domain/orders/order-types.ts'
import { rulesOf } from '../../../domain/rule-sets.ts'
import { usualOrder } from '../../form/push-form.ts'
import { work } from '../open-session.ts'
import { type Beginning, beginning, type Form, formFor, partnership } from './compose.ts'

/** What an order can be pushed with: the types that a court makes under the agreements in force of the sender's own agency. */
export type PushBeginning = Beginning & { orders: readonly { name: string; title: string }[] }

/** From where an order can be pushed, and of which types. */
export async function pushBeginning(): Promise<PushBeginning> {
  const { now } = await work()
  const [begun, { agreements, mailboxes }] = await Promise.all([beginning(), partnership()])
  const day = dayOf(now)
  const own = new Set(
    mailboxes.filter(({ address }) => begun.mailboxes.includes(address)).map(({ agency }) => agency),
  )
  const codes = new Set(
    agreements
      .filter((one) => within(day, one) && one.signatories.some(({ agency }) => own.has(agency)))
      .flatMap((agreement) => rulesOf(agreement, day).orders.map(({ code }) => code)),
  )
  const forms = begun.kinds.find(({ kind }) => kind === 'court-order')?.forms ?? []
  return {
    ...begun,
    orders: forms.filter(({ name }) => codes.has(name) && orderTypeOf(name)?.madeBy === 'court'),
  }
}

/** The form of a type of order, with what is usual of one that is made today by the agency of the sending mailbox. */
export async function pushFormFor({ from, form }: { from: string; form: string }): Promise<Form> {
  const { now } = await work()
  const [asked, { agencies, mailboxes }] = await Promise.all([
    formFor({ kind: 'court-order', form }),
    partnership(),
  ])
  const agency = mailboxes.find(({ address }) => address === from)?.agency
  const court = agencies.find(({ id }) => id === agency)?.name ?? ''
  return { ...asked, blank: usualOrder(asked.group, { code: form, day: dayOf(now), court }) }
}
