import type { TransportEvent } from '../../domain/delivery.ts'
import type { Disposition } from '../../mail/mdn.ts'
import type { ReceivedReport, ReportedRecipient } from '../../mail/received-report.ts'

/** What a report says happened: as evidence of a kind, in a line for people, and as events for the two machines. */
export type Said = {
  kind: 'dsn' | 'mdn' | 'auto-reply' | 'complaint' | 'challenge'
  says: string
  transport: TransportEvent | null
  displayed: boolean
}

/** The most of a line for people that is kept, in characters. */
const LONGEST = 500

/**
 * What a report says about the recipient at `address`.
 *
 * @param sole whether what is said of one recipient alone is said of this one, whatever address it has there: the report has
 *   the ENVID of this very delivery
 */
export function reportSays(
  report: ReceivedReport,
  { address, sole }: { address: string; sole: boolean },
): Said {
  const moving = { transport: null, displayed: false }
  if (report.type === 'mdn' && report.mdn) return ofDisposition(report.mdn)
  if (report.type === 'dsn' && report.dsn) return ofDelivery(report.dsn.recipients, { address, sole })
  if (report.type === 'away') {
    return {
      kind: 'auto-reply',
      says: 'an automatic answer, such as that somebody is away; no receipt',
      ...moving,
    }
  }
  if (report.type === 'complaint') {
    return { kind: 'complaint', says: 'a complaint that the message is spam; no receipt', ...moving }
  }
  if (report.type === 'challenge') {
    return {
      kind: 'challenge',
      says: 'a demand to confirm the sender before delivery; no receipt',
      ...moving,
    }
  }
  return { kind: 'dsn', says: 'a report that does not say what happened', ...moving }
}

/** The same of a report that does not say that it is about this delivery: anybody may have made its server write it. */
export function unproven(said: Said): Said {
  return { ...said, transport: null, displayed: false }
}

/** The same of a report that names another delivery than the one whose return path it came to: it moves nothing. */
export function ofAnother(said: Said): Said {
  return {
    ...said,
    says: `about another message: ${said.says}`.slice(0, LONGEST),
    transport: null,
    displayed: false,
  }
}

const EVENTS: Readonly<Record<ReportedRecipient['action'], TransportEvent>> = {
  delivered: 'delivered',
  failed: 'failed',
  delayed: 'delayed',
  relayed: 'relayed',
  // Handed to all that an address stands for: on its way, and nothing more will be reported (RFC 3464 §2.3.3).
  expanded: 'relayed',
}

const EXPLAINED: Readonly<Record<ReportedRecipient['action'], string>> = {
  delivered: '',
  failed: '',
  delayed: 'It is still being tried.',
  relayed: 'It was handed to a system that reports nothing more.',
  expanded: 'It was sent on to every address that this one stands for.',
}

function ofDelivery(
  recipients: readonly ReportedRecipient[],
  { address, sole }: { address: string; sole: boolean },
): Said {
  const about = recipients.find((one) => one.finalRecipient === address || one.originalRecipient === address)
  const one = about ?? (sole && recipients.length === 1 ? recipients[0] : undefined)
  if (!one) return { kind: 'dsn', says: 'a report about other recipients', transport: null, displayed: false }
  const failure = one.action === 'failed' || one.action === 'delayed'
  // RFC 3464 §2.3.3: `failed` is final, whatever the class of the status; it says why, not whether it may still come.
  const givenUp =
    one.action === 'failed' && one.transient ? 'The cause may pass, but the server has given up.' : ''
  const words = [
    one.action,
    one.status,
    failure ? one.sentence : '',
    givenUp,
    EXPLAINED[one.action],
    one.diagnostic,
  ]
  return {
    kind: 'dsn',
    says: words.filter(Boolean).join(' ').slice(0, LONGEST),
    transport: isUnderstood(one) ? EVENTS[one.action] : null,
    displayed: false,
  }
}

/** A notice without any code whose words say nothing known may be a letter that looks like a bounce: it moves nothing. */
function isUnderstood({ statusStated, replyCode, reason }: ReportedRecipient): boolean {
  return statusStated || replyCode !== null || (reason !== 'onhold' && reason !== 'undefined')
}

/** What RFC 8098 §3.2.6.2 and its forerunners call what was done, for people. */
const DISPOSITIONS: Readonly<Record<string, string>> = {
  displayed: 'displayed',
  deleted: 'deleted, perhaps without having been displayed',
  dispatched: 'dispatched: sent on, printed or otherwise passed on by a program',
  processed: 'processed by a program without having been displayed',
  denied: 'denied: the recipient does not wish to say',
  failed: 'failed: the notification could not be made',
}

function ofDisposition({ disposition, modifiers, problem }: Disposition): Said {
  const wrong = modifiers.filter((word) => word === 'error' || word === 'failed' || word === 'failure')
  const how = modifiers.length === 0 ? '' : `, with ${modifiers.join(', ')}`
  const says = `${DISPOSITIONS[disposition] ?? disposition}${how}${problem === null ? '' : `: ${problem}`}`
  return {
    kind: 'mdn',
    says: says.slice(0, LONGEST),
    transport: null,
    displayed: disposition === 'displayed' && wrong.length === 0,
  }
}
