import { agreementBetween } from '../domain/agreement-between.ts'
import { dayOf } from '../domain/day.ts'
import type { AttachedFile } from '../domain/kinds/kind.ts'
import { kindOf, type Layout, type RenderContext } from '../domain/kinds.ts'
import { referenceOf } from '../domain/reference.ts'
import type { RuleSet } from '../domain/rule-set.ts'
import { ruleSet, rulesOf } from '../domain/rule-sets.ts'
import type { Arrival } from '../domain/wire/arrival.ts'
import type { Fault } from '../domain/wire/check.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { DataClass, Marking } from '../domain/wire/referral-fields.ts'
import { normaliseText } from '../mail/text.ts'

/** A court order that came by mail, as its reader is shown it. */
export type ArrivedOrder = {
  kind: 'court-order'
  data: unknown
  text: string
  layout: Layout
  concerns: Fault[]
}

/** Marks what is not marked yet: as the rules of 2010 do, until an agreement says otherwise. */
const WITHOUT_AGREEMENT = ruleSet('uk-2010')

/**
 * Renders an order that a mail carried as data, and judges it by the law of the agreement between the two agencies.
 * Nobody was asked before it left, so what the law does not allow is a concern for its reader.
 *
 * @param data that the kind `court-order` accepts
 * @param context `marking` is null for mail that says none, which is handled as the highest there is
 */
export function arrivedOrder(
  data: unknown,
  context: {
    arrival: Pick<Arrival, 'id' | 'mailbox' | 'domain'>
    from: string
    marking: Marking | null
    attachments: readonly AttachedFile[]
    directory: Directory
    now: Date
  },
): ArrivedOrder {
  const { arrival, from, attachments, directory, now } = context
  const { id, mailbox } = arrival
  const kind = kindOf('court-order')
  const rules = rulesBetween(arrival, directory, dayOf(now))
  const marking = context.marking ?? highest(rules ?? WITHOUT_AGREEMENT)
  const rendered: RenderContext = {
    marking,
    reference: referenceOf('court-order', id),
    from,
    to: [mailbox],
    urgency: 'routine',
    respondBy: null,
  }
  return {
    kind: 'court-order',
    data,
    text: normaliseText(kind.render(data, rendered)),
    layout: kind.layOut(data, rendered),
    concerns: [
      ...(rules ? kind.lawFaults(data, { rules, day: dayOf(now) }) : [noAgreement(arrival.domain)]),
      ...kind.attachmentFaults(data, attachments),
      ...tooLow(kind.classify(data).dataClass, marking, rules ?? WITHOUT_AGREEMENT),
    ],
  }
}

function rulesBetween(
  { mailbox, domain }: Pick<Arrival, 'mailbox' | 'domain'>,
  directory: Directory,
  day: string,
): RuleSet | undefined {
  const sender = directory.networks.find((network) => network.domain === domain)?.agency ?? undefined
  const reader = directory.mailboxes.find(({ address }) => address === mailbox)?.agency
  if (sender === undefined || reader === undefined) return undefined
  const agreement = agreementBetween([sender, reader], directory, day)
  return agreement && rulesOf(agreement, day)
}

/** Personal data under a level that is not for them: whoever marked it is to be asked. */
function tooLow(dataClass: DataClass, { level }: Marking, { marking }: RuleSet): Fault[] {
  const personal = dataClass === 'personal' || dataClass === 'sensitive-personal'
  if (!personal || !marking.notForPersonal.includes(level)) return []
  return [
    {
      path: '',
      message: `It is marked ${level}, which is not for personal data. Handle it as ${marking.ceiling}, and ask its sender to mark it again.`,
    },
  ]
}

const highest = ({ marking }: RuleSet): Marking => ({
  scheme: marking.scheme,
  level: marking.ceiling,
  descriptors: [],
})

const noAgreement = (domain: string): Fault => ({
  path: '',
  message: `No agreement in force covers your agency and ${domain}, so by which law the order stands was not checked.`,
})
