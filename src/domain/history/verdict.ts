import type { TransportState } from '../delivery.ts'
import type { DestructionVerdict } from './destructions.ts'

/** What must hold of a history, each in words. */
export const INVARIANTS = {
  'accepted-first': 'nothing happens to a referral before an entry accepts it',
  'accepted-once': 'a referral is accepted once',
  'recipients-only': 'nothing goes to, and nothing is opened by, a mailbox that the referral does not name',
  'delivered-first': 'nobody answers what was not delivered to them, or was withdrawn from them',
  steps:
    'a delivery takes only steps that there are, and ends once: nothing is withdrawn that was collected or left, and nothing arrives that was withdrawn',
  ending: 'every referral has come to its end, or is open and listed',
  readable: 'every record that was opened is one of its type',
  destruction: 'what is destroyed is certified as destroyed, and nothing else is missing',
} as const
export type Invariant = keyof typeof INVARIANTS

/** Where a history breaks an invariant: `says` is a whole sentence without the entry's number. */
export type Violation = { entry: bigint; referral: string | null; invariant: Invariant; says: string }

/** What could not be judged: how often, and why. */
export type Unjudged = { invariant: Invariant; times: number; why: string }

/** A referral that is still on its way, how far it has come to each recipient. */
export type OpenReferral = {
  referral: string
  entry: bigint
  to: { mailbox: string; state: TransportState }[]
}

/** What a history was found to be. Of the violations of each invariant, and of open referrals, the first hundred are told, and all are counted. */
export type HistoryVerdict = {
  entries: bigint
  referrals: number
  violations: Violation[]
  violationCount: number
  open: OpenReferral[]
  openCount: number
  destruction: DestructionVerdict
  unjudged: Unjudged[]
}

/** A violation in a line: `entry 17, referral …: it was …`. */
export const violationLine = ({ entry, referral, says }: Violation): string =>
  `entry ${entry}${referral === null ? '' : `, referral ${referral}`}: ${says}`

/** An open referral in a line. */
export const openLine = ({ referral, entry, to }: OpenReferral): string =>
  `referral ${referral}, accepted by entry ${entry}: ${to.map(({ mailbox, state }) => `${state} for ${mailbox}`).join(', ')}`
