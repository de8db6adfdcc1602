import type { DsnAction } from '../dsn.ts'
import { plainText } from '../report-fields.ts'
import type { RecipientFacts } from './facts.ts'
import { speaksOfFailure } from './kind.ts'
import { reasonOf } from './reason-of.ts'
import { type BounceReason, pseudoStatus, REASONS } from './reasons.ts'
import { commandIn, LONGEST_WORDS, replyCodeIn, statusIn } from './reply.ts'
import { preferredStatus } from './status-meaning.ts'

/** What became of a message for one recipient. */
export type BouncedRecipient = {
  /** in lower case */
  address: string
  originalRecipient: string | null
  action: DsnAction
  /** the server's enhanced status code, or a pseudo status such as `5.0.911` where it wrote none */
  status: string
  /** whether the server wrote `status` itself */
  statusStated: boolean
  replyCode: string | null
  /** `delivered` unless it failed or is late */
  reason: BounceReason | 'delivered'
  /** the reason in a sentence for people */
  sentence: string
  /** by the class of the status (RFC 3463 §2): 5.x.x for good, 4.x.x it may pass */
  transient: boolean
  /** that the address itself is wrong, so that nothing sent to it will ever arrive */
  hardBounce: boolean
  /** the server's words */
  diagnostic: string
}

/** The bounce that the facts are of: whom it is from, whether a filter marked it, how much is read of each recipient. */
export type Origin = { from: string; filteredBy: boolean; longest: number }

/**
 * How many characters are read of each recipient's words when there are so many: a bounce of a hundred may not take a
 * hundred times as long.
 */
export function longestWords(recipients: number): number {
  return Math.max(300, Math.min(LONGEST_WORDS, Math.floor((4 * LONGEST_WORDS) / Math.max(1, recipients))))
}

/**
 * Judges the facts about one recipient. The order of precedence:
 *
 * 1. The status: of the Status field and the server's words the one that says more (`preferredStatus`); else one that
 *    stands anywhere in the notice; else the pseudo status of the reason.
 * 2. The reason: what a server known for it means by its words (`peculiar.ts`); what the program that delivers says;
 *    of a notice without fields, that the mailbox is full or closed; that the time ran out, where there is no code; what
 *    the server says in words, in the order of `BY_WORDS` (`reason-of.ts`); what the status means; what else is in the
 *    words, in the order of `BY_REMAINDER`; the same of the whole notice; that it is late; that there are words at all.
 * 3. The address is wrong when the reason is `userunknown`, `hostunknown` or `hasmoved`, or `notaccept` for good.
 */
export function judge(facts: RecipientFacts, origin: Origin): BouncedRecipient {
  const words = singleSpaced(facts.diagnostic, origin.longest)
  const notice = singleSpaced(facts.notice, origin.longest)
  const all = `${words} ${notice}`.trim()
  const replyCode = replyCodeIn(words) ?? replyCodeIn(notice)
  const stated = statedStatus(facts, { words, notice, replyCode })
  const command = commandIn(words) ?? commandIn(notice)
  const action = facts.action ?? (stated?.startsWith('2') ? 'delivered' : isLate(all) ? 'delayed' : 'failed')
  const one = { facts, words, all, status: stated, replyCode, command, late: action === 'delayed' }
  const common = {
    address: facts.address,
    originalRecipient: facts.originalRecipient,
    action,
    diagnostic: plainText(words),
  }
  if (stated?.startsWith('2') || (stated === null && action !== 'failed' && action !== 'delayed')) {
    const status = stated ?? '2.0.0'
    return {
      ...common,
      status,
      statusStated: stated !== null,
      replyCode: ofClass(replyCode, status),
      reason: 'delivered',
      transient: false,
      hardBounce: false,
      sentence: 'It was delivered.',
    }
  }
  const reason = origin.filteredBy ? 'filtered' : reasonOf(one, origin.from)
  const status = stated ?? pseudoStatus(reason, mayPass(replyCode, words === '' ? all : words))
  const transient = status.startsWith('4')
  return {
    ...common,
    status,
    statusStated: stated !== null,
    replyCode: ofClass(replyCode, status),
    reason,
    transient,
    hardBounce: ADDRESS_WRONG.has(reason) || (reason === 'notaccept' && !transient),
    sentence: REASONS[reason].sentence,
  }
}

const ADDRESS_WRONG: ReadonlySet<BounceReason> = new Set(['userunknown', 'hostunknown', 'hasmoved'])

/** Servers quote what went well before the failure too: a code of success counts where nothing says that it failed. */
function statedStatus(
  facts: RecipientFacts,
  { words, notice, replyCode }: { words: string; notice: string; replyCode: string | null },
): string | null {
  const status = preferredStatus(facts.status, statusIn(words), replyCode) ?? statusIn(notice)
  if (status === null || !status.startsWith('2') || facts.status === status) return status
  const failed =
    facts.action === null ? speaksOfFailure(`${notice} ${words}`) : /^(?:failed|delayed)$/.test(facts.action)
  return failed ? null : status
}

function isLate(all: string): boolean {
  return /\b(?:has been|was|is) delayed\b|warning message only|will be retried|delivery attempts will continue|not yet been delivered/i.test(
    all,
  )
}

function mayPass(replyCode: string | null, words: string): boolean {
  if (replyCode !== null) return replyCode.startsWith('4')
  return /temporar|persistent/i.test(words)
}

/** A reply code of another class than the status belongs to another attempt. */
function ofClass(replyCode: string | null, status: string): string | null {
  return replyCode !== null && replyCode[0] === status[0] ? replyCode : null
}

function singleSpaced(text: string, most: number): string {
  return text
    .slice(0, 4 * most)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
}
