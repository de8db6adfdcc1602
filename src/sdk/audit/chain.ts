import { eventOf } from '../../domain/history/event.ts'
import { RECEIPT_REASONS, type ReceiptReason, reasonSentence } from '../../domain/receipt-reasons.ts'
import { own } from '../../domain/trust/state.ts'
import type { KeptCheckpoint } from '../checkpoint.ts'
import type { Session } from '../session.ts'
import { logRecords } from '../verify-log.ts'
import { openLeaf, readLeaves } from './leaves.ts'

/** What an entry of the log says of a referral: each stands under a checkpoint, and its record is the one that was logged. */
export type ChainLink = {
  index: bigint
  /** of the entry */
  type: string
  /** the mailbox that it is about; null where it is about the whole referral */
  mailbox: string | null
  /** when, as the record says; null where it does not */
  at: string | null
  /** a sentence */
  says: string
}

/** Entries that are looked through at once: what is about one referral stands anywhere behind its first entry. */
const STRETCH = 4_096n

/**
 * What the log tells of a referral, from one entry on: every record that the reader may open is looked at, and those about the
 * referral are proved.
 *
 * @param referral its id
 * @param start where to begin: the entry that accepts it, or where the last stretch ended
 * @returns the links in the log's order, and where to go on; null at the end of what the checkpoint signs
 * @throws LogInconsistentError when the service gives a record that was not logged, or an entry that does not stand there
 */
export async function readChain(
  session: Pick<Session, 'client' | 'service' | 'hash' | 'formerLogKeys'>,
  checkpoint: KeptCheckpoint,
  { referral, start }: { referral: string; start: bigint },
): Promise<{ links: ChainLink[]; next: bigint | null }> {
  const { size } = checkpoint
  const end = start + STRETCH < size ? start + STRETCH : size
  const found: bigint[] = []
  for await (const { index, type, record } of logRecords(session.client, end, start)) {
    const event = eventOf(type, record)
    if (event !== null && event !== 'unreadable' && event.referral === referral) found.push(BigInt(index))
  }
  const links: ChainLink[] = []
  for (const leaf of await readLeaves(session, checkpoint, found)) {
    const opened = await openLeaf(session, leaf)
    if (opened) links.push({ index: leaf.index, ...linkOf(leaf.entry.type, opened.record) })
  }
  return { links, next: end < size ? end : null }
}

const SAYS: Readonly<Record<string, string>> = {
  accepted: 'It was accepted for sending: the signed manifest was logged before anything left.',
  arrived: 'It arrived by mail from a partner, and was sealed to the mailbox.',
  relayed: 'It was handed to the recipient’s mail server.',
  delivered: 'It was delivered.',
  failed: 'It could not be delivered.',
  expired: 'It was given up: the recipient’s mail server did not take it in time.',
  withdrawn: 'Its sender took it back.',
  released: 'A member of the mailbox released it from where it was held back.',
  filed: 'Its reader filed it: they said what kind of referral it is, and its marking.',
  read: 'Its content was given out to a member of the mailbox, sealed.',
}

const RECEIPTS: Readonly<Record<string, string>> = {
  collected: 'A member of the mailbox signed that they collected it.',
  opened: 'A member of the mailbox signed that they opened it.',
  acknowledged: 'A member of the mailbox signed that they have seen it and will deal with it.',
  accepted: 'A member of the mailbox signed that their team takes it on.',
  returned: 'A member of the mailbox signed that they return it.',
  declined: 'A member of the mailbox signed that they decline it.',
  unreadable: 'A member of the mailbox signed that they could not read it.',
  misdeclared: 'A member of the mailbox signed that it is not what its sender declared.',
}

/** What a record says, for somebody who is told no content and no name. */
export function linkOf(type: string, record: string): Omit<ChainLink, 'index'> {
  const said = fieldsOf(record)
  const at = [said.time, said.created, said.received].find((one) => typeof one === 'string') ?? null
  const mailbox = typeof said.mailbox === 'string' ? said.mailbox : null
  return { type, mailbox, at: typeof at === 'string' ? at : null, says: sentenceOf(type, said) }
}

function sentenceOf(type: string, { despatch, event, reason, strength }: Fields): string {
  if (type !== 'receipt') return own(SAYS, type) ?? `An entry of the type ${type}.`
  if (despatch === 'notification/1') {
    const borneOut =
      strength === 'authenticated'
        ? 'The partner’s mail domain bears out whence the report came; no person signed it.'
        : 'Nothing bears that out.'
    return `A partner’s mail program reported that it was shown to its reader. ${borneOut}`
  }
  const code = RECEIPT_REASONS.find((one): one is ReceiptReason => one === reason)
  return `${own(RECEIPTS, String(event)) ?? 'A receipt was signed.'}${code === undefined ? '' : ` ${reasonSentence(code)}`}`
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(record: string): Fields {
  const value: unknown = JSON.parse(record)
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
