import { LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { messageIdOf } from '../../../src/mail/message-id.ts'
import type { Sent } from './traffic.ts'

/** What can be seen from outside: over the API, in the partner's mailbox, and in an export of the log. */
export type Seen = {
  /** what the sending mailbox sent, as the API lists it */
  sent: { referral: string; to: { mailbox: string; state: string }[] }[]
  /** the referrals in the inbox of the local recipient, and in that of the mailbox that the partner writes to */
  received: string[]
  arrived: string[]
  /** every mail in the partner's mailbox */
  partner: { messageId: string | null; envelopeId: string | null }[]
  /** every record of the exported log, in its order */
  log: { index: number; type: string; record: string }[]
  /** what is wrong with the export itself */
  logProblems: string[]
}

/**
 * Accounts for everything that was answered with 201 or 250.
 *
 * @returns what is missing, double, out of order or nobody's, in a sentence each; empty when the account balances
 */
export function account(sent: Sent, seen: Seen, serviceDomain: string): string[] {
  const log = readLog(seen.log)
  const rows = groupBy(seen.sent, ({ referral }) => referral)
  const received = groupBy(seen.received, (id) => id)
  const arrived = groupBy(seen.arrived, (id) => id)
  const taken = groupBy(seen.partner, ({ messageId }) => messageId ?? 'none')
  const findings = seen.logProblems.map((problem) => `the log does not verify: ${problem}`)
  const demandOnce = (what: string, found: readonly unknown[] = []) => {
    if (found.length !== 1) findings.push(`${what} is there ${found.length} times, not once`)
  }

  for (const { id, manifest } of sent.submissions) {
    const [row] = rows.get(id) ?? []
    demandOnce(`${id} in the sender's list`, rows.get(id))
    demandOnce(`${id} in the inbox of ${LIVERPOOL_YOT}`, received.get(id))
    for (const mailbox of [LIVERPOOL_YOT, POLICE_INTELLIGENCE]) {
      const state = row?.to.find((one) => one.mailbox === mailbox)?.state ?? 'not to be found'
      if (state !== 'delivered') findings.push(`${id} to ${mailbox} is ${state}`)
    }
    const mails = taken.get(messageIdOf(id, serviceDomain)) ?? []
    if (mails.length === 0) findings.push(`${id} never came to the partner`)
    if (new Set(mails.map(({ envelopeId }) => envelopeId)).size > 1)
      findings.push(`${id} came to the partner as two deliveries`)

    const accepted = log.accepted.get(id)
    demandOnce(`the entry of ${id}`, accepted)
    if (accepted && accepted[0]?.record !== manifest)
      findings.push(`the entry of ${id} is of another manifest`)
    const [published = Number.POSITIVE_INFINITY] = accepted?.map(({ index }) => index) ?? []
    const delivered = log.delivered.get(id) ?? []
    const local = delivered.filter(({ mailbox }) => mailbox === LIVERPOOL_YOT)
    const reported = delivered.filter(({ mailbox }) => mailbox === POLICE_INTELLIGENCE)
    const relayed = log.relayed.get(id) ?? []
    demandOnce(`the entry that ${id} was delivered to ${LIVERPOOL_YOT}`, local)
    demandOnce(`the entry that ${id} was delivered to ${POLICE_INTELLIGENCE}`, reported)
    // A worker that died before it could say that it had relayed leaves the partner's own report to say it.
    if (relayed.length > mails.length)
      findings.push(`${id} was relayed ${relayed.length} times by the log, and came ${mails.length} times`)
    if ([...delivered, ...relayed].some(({ index }) => index < published))
      findings.push(`${id} left before its entry`)
  }

  const ours = new Set(sent.submissions.map(({ id }) => id))
  const mails = new Set(sent.mails.map(({ messageId }) => messageId))
  for (const messageId of mails) {
    const entries = log.arrived.get(messageId)
    demandOnce(`the entry of the mail ${messageId}`, entries)
    for (const { id } of entries ?? []) demandOnce(`${messageId} in the inbox`, arrived.get(id))
  }
  findings.push(
    ...strangers('the sender’s list', rows.keys(), ours),
    ...strangers(`the inbox of ${LIVERPOOL_YOT}`, received.keys(), ours),
    ...strangers('the log as accepted', log.accepted.keys(), ours),
    ...strangers('the log as arrived', log.arrived.keys(), mails),
    ...strangers(
      'the partner’s mailbox',
      taken.keys(),
      new Set([...ours].map((id) => messageIdOf(id, serviceDomain))),
    ),
    ...strangers(
      'the inbox of the mailbox that the partner writes to',
      arrived.keys(),
      new Set([...log.arrived.values()].flat().map(({ id }) => id)),
    ),
  )
  return findings
}

const strangers = (where: string, found: Iterable<string>, known: ReadonlySet<string>): string[] =>
  [...found].filter((one) => !known.has(one)).map((one) => `${one} is in ${where}, and nobody sent it`)

type Entry = { index: number; id: string; mailbox: string | null; record: string }

/** The entries by type and by what they are about: the referral, or for mail that arrived its Message-ID. */
function readLog(
  log: Seen['log'],
): Record<'accepted' | 'arrived' | 'delivered' | 'relayed', Map<string, Entry[]>> {
  const of = (type: string, about: (fields: Fields) => string) =>
    groupBy(
      log
        .filter((entry) => entry.type === type)
        .map(({ index, record }) => ({ ...fieldsOf(record), index, record })),
      about,
    )
  return {
    accepted: of('accepted', ({ id }) => id),
    arrived: of('arrived', ({ messageId }) => messageId),
    delivered: of('delivered', ({ referral }) => referral),
    relayed: of('relayed', ({ referral }) => referral),
  }
}

type Fields = { id: string; messageId: string; referral: string; mailbox: string | null }

/** What of a record says whose it is; records of other types have other fields, and none of these. */
function fieldsOf(record: string): Fields {
  const { id = '', messageId = '', referral = '', mailbox = null }: Partial<Fields> = JSON.parse(record)
  return { id, messageId, referral, mailbox }
}

function groupBy<T>(things: Iterable<T>, keyOf: (thing: T) => string): Map<string, T[]> {
  return Map.groupBy(things, keyOf)
}
