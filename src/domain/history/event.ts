import type { TransportState } from '../delivery.ts'
import { parseStatement, StatementError } from '../wire/statement.ts'
import { Withdrawal } from '../wire/withdrawal.ts'
import type { Reached } from './standing.ts'

/** An entry of a verified log, and what stands behind it; null when that is erased or withheld. */
export type HistoryEntry = { index: bigint; type: string; record: string | null }

/** What an entry says of a referral. */
export type HistoryEvent =
  | {
      does: 'accept'
      referral: string
      from: string | null
      to: string[]
      held: boolean
      /** the day (`YYYY-MM-DD`) until which it is to be kept, where it says one */
      keptUntil: string | null
      /** when its sender says that it was made; null where no person says so */
      created: string | null
    }
  | { does: 'step'; referral: string; mailbox: string; state: Reached }
  | { does: 'answer'; referral: string; mailbox: string; event: string }
  /** what a partner's program reports of a reader */
  | { does: 'report'; referral: string; mailbox: string }
  | { does: 'read'; referral: string; mailbox: string }
  | { does: 'file'; referral: string }

/** The entries that say something of a referral, by type. */
const STEPS: Readonly<Record<string, TransportState>> = {
  relayed: 'relayed',
  delivered: 'delivered',
  failed: 'failed',
  expired: 'expired',
  withdrawn: 'withdrawn',
  released: 'accepted',
}

/** Whether entries of a type begin a referral. */
export const isBeginning = (type: string): boolean => type === 'accepted' || type === 'arrived'

/** Whether entries of a type say how a referral goes on. */
export const isContinuation = (type: string): boolean =>
  type in STEPS || type === 'receipt' || type === 'read' || type === 'filed'

/**
 * What an opened entry says of a referral; null when it is about none, such as a key or a reading of the register, and
 * 'unreadable' when the record is not one of its type. Only what the history needs is read: records were checked
 * whole when they were made.
 */
export function eventOf(type: string, record: string): HistoryEvent | 'unreadable' | null {
  if (!isBeginning(type) && !isContinuation(type)) return null
  const said = asObject(record)
  if (!said) return 'unreadable'
  return isBeginning(type) ? beginningOf(type, said) : continuationOf(type, said)
}

function beginningOf(type: string, said: Fields): HistoryEvent | 'unreadable' {
  const { despatch, id, from, to, mailbox, held, handling } = said
  if (typeof id !== 'string') return 'unreadable'
  if (type === 'accepted') {
    if (despatch !== 'manifest/1' || typeof from !== 'string' || !isTexts(to) || to.length === 0)
      return 'unreadable'
    const day = isFields(handling) ? handling.destroyAfter : null
    const keptUntil = typeof day === 'string' ? day : null
    const created = typeof said.created === 'string' ? said.created : null
    return { does: 'accept', referral: id, from, to, held: false, keptUntil, created }
  }
  if (despatch !== 'arrival/1' || typeof mailbox !== 'string') return 'unreadable'
  return {
    does: 'accept',
    referral: id,
    from: null,
    to: [mailbox],
    held: held !== undefined,
    keptUntil: null,
    created: null,
  }
}

function continuationOf(type: string, said: Fields): HistoryEvent | 'unreadable' | null {
  const { despatch, referral, mailbox, event } = said
  // A reading of the register or of the log is of no referral.
  if (type === 'read' && despatch === 'read/1' && referral === undefined) return null
  if (typeof referral !== 'string') return 'unreadable'
  if (type === 'filed') return despatch === 'filed/1' ? { does: 'file', referral } : 'unreadable'
  if (typeof mailbox !== 'string') return 'unreadable'
  if (type === 'receipt') {
    if (despatch === 'notification/1') return { does: 'report', referral, mailbox }
    if (despatch !== 'receipt/1' || typeof event !== 'string') return 'unreadable'
    return { does: 'answer', referral, mailbox, event }
  }
  if (despatch !== `${type}/1` || (type === 'withdrawn' && !isAsSigned(said))) return 'unreadable'
  // Said by a partner's report: within the service it is our own route that it came by.
  const state = type === 'delivered' && said.route !== 'local' ? 'received' : STEPS[type]
  return state ? { does: 'step', referral, mailbox, state } : { does: 'read', referral, mailbox }
}

/** Whether what its sender signed takes this referral back from this recipient, for this reason: one statement may name several. */
function isAsSigned({ referral, mailbox, reason, statement }: Fields): boolean {
  if (typeof statement !== 'string') return false
  try {
    const signed = parseStatement(Withdrawal, statement)
    return (
      signed.referral === referral &&
      signed.reason === reason &&
      signed.mailboxes.some((one) => one === mailbox)
    )
  } catch (error) {
    if (error instanceof StatementError) return false
    throw error
  }
}

type Fields = Readonly<Record<string, unknown>>

function asObject(record: string): Fields | null {
  try {
    const value: unknown = JSON.parse(record)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
