import type { DsnAction } from '../dsn.ts'
import type { RecipientFacts } from './facts.ts'
import { peculiarMeaning } from './peculiar.ts'
import { notInOwnDirectory } from './reasons/address.ts'
import { givenUp } from './reasons/system.ts'
import { type BounceReason, pseudoStatus, REASONS, says } from './reasons.ts'
import { commandIn, LONGEST_WORDS, replyCodeIn, type SmtpCommand, statusIn } from './reply.ts'
import { meaningOf, preferredStatus } from './status-meaning.ts'

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

/** `words` are the server's about this recipient; `all` is everything that the bounce says. */
type Case = {
  facts: RecipientFacts
  words: string
  all: string
  status: string | null
  replyCode: string | null
  command: SmtpCommand | null
  /** that it is still tried, or was too long */
  late: boolean
}

/**
 * Judges the facts about one recipient. The order of precedence:
 *
 * 1. The status: of the Status field and the server's words the one that says more (`preferredStatus`); else one that
 *    stands anywhere in the notice; else the pseudo status of the reason.
 * 2. The reason: what a server known for it means by its words (`peculiar.ts`); what the program that delivers says;
 *    that the time ran out, where there is no code; what the server says in words, in the order of `BY_WORDS`; what the status means; what else is in the words, in
 *    the order of `BY_REMAINDER`; the same of the whole notice; that it is late; that there are words at all.
 * 3. The address is wrong when the reason is `userunknown`, `hostunknown` or `hasmoved`, or `notaccept` for good.
 */
export function judge(
  facts: RecipientFacts,
  origin: { from: string; filteredBy: boolean },
): BouncedRecipient {
  const words = singleSpaced(facts.diagnostic)
  const notice = singleSpaced(facts.notice)
  const all = `${words} ${notice}`.trim()
  const replyCode = replyCodeIn(words) ?? replyCodeIn(notice)
  const stated = preferredStatus(facts.status, statusIn(words), replyCode) ?? statusIn(notice)
  const command = commandIn(words) ?? commandIn(notice)
  const action = facts.action ?? (stated?.startsWith('2') ? 'delivered' : isLate(all) ? 'delayed' : 'failed')
  const one: Case = { facts, words, all, status: stated, replyCode, command, late: action === 'delayed' }
  const common = {
    address: facts.address,
    originalRecipient: facts.originalRecipient,
    action,
    diagnostic: words.slice(0, 500),
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

const OF_MAILBOX = ['mailboxfull', 'suspend'] as const

const ADDRESS_WRONG: ReadonlySet<BounceReason> = new Set(['userunknown', 'hostunknown', 'hasmoved'])

/** Words that say plainly what it is. What is said of the address comes by rules of its own, at `address`. */
const BY_WORDS = [
  'mailboxfull',
  'mesgtoobig',
  'suspend',
  'hasmoved',
  'norelaying',
  'authfailure',
  'address',
  'rejected',
  'hostunknown',
  'spamdetected',
  'speeding',
  'toomanyconn',
  'blocked',
] as const satisfies readonly (BounceReason | 'address')[]

/** Words that say it less plainly than a status does. */
const BY_REMAINDER = [
  'mailboxfull',
  'spamdetected',
  'policyviolation',
  'virusdetected',
  'norelaying',
  'authfailure',
  'securityerror',
  'mailererror',
  'notaccept',
  'systemerror',
  'networkerror',
  'speeding',
  'suspend',
  'expired',
  'syntaxerror',
  'contenterror',
  'systemfull',
] as const satisfies readonly BounceReason[]

/** Meanings of a status that servers write for want of a better one: words are asked once more. */
const VAGUE: ReadonlySet<BounceReason> = new Set([
  'systemerror',
  'securityerror',
  'networkerror',
  'suspend',
  'expired',
  'hostunknown',
  'userunknown',
])

function reasonOf(one: Case, from: string): BounceReason {
  const { facts, words, all } = one
  const known = peculiarMeaning(`${facts.remoteHost ?? ''} ${from} ${words}`, all) ?? whyRejectedLocally(all)
  if (known !== null) return known
  // A notice for people alone may say what it is before it names the recipient.
  const mailbox = facts.action === null ? OF_MAILBOX.find((reason) => says(reason, all)) : undefined
  if (mailbox !== undefined) return mailbox
  if (one.status === null && !one.replyCode?.startsWith('5') && givenUp.test(all)) return 'expired'
  const ofProgram = facts.diagnosticType === 'x-unix'
  const plain = (ofProgram ? null : byWords(one, words)) ?? byStatus(one, words)
  if (plain !== null) return plain
  const wider = all === words ? null : (byWords(one, all) ?? byRemainder(all))
  if (wider !== null) return wider
  if (ofProgram) return 'mailererror'
  if (one.late) return 'expired'
  if (one.command === 'EHLO' || one.command === 'CONN') return 'blocked'
  return words === '' && all === '' ? 'undefined' : 'onhold'
}

/** A delivery agent that rejects a message says why behind these words, and writes a status of no meaning. */
function whyRejectedLocally(all: string): BounceReason | null {
  const why = /was automatically rejected: ?(.{1,300})/i.exec(all)?.[1]
  if (why === undefined) return null
  return byRemainder(why) ?? (says('userunknown', why) ? 'userunknown' : null)
}

function byWords(one: Case, words: string): BounceReason | null {
  if (words === '') return meaningIfPlain(one.status)
  for (const reason of BY_WORDS) {
    if (reason === 'address') {
      const found = aboutAddress(one, words)
      if (found !== null) return found
    } else if (reason === 'hostunknown') {
      if (says(reason, words) && !says('networkerror', words)) return reason
    } else if (says(reason, words) || (reason !== 'suspend' && meaningOf(one.status) === reason))
      return reason
    if (reason === 'mesgtoobig' && meaningOf(one.status) === 'exceedlimit') return 'exceedlimit'
  }
  return null
}

/**
 * A server that refuses the recipient at RCPT, or says so by its status, knows no such mailbox. The same words after
 * the message was sent come from a filter, which says them to hide that it is one.
 */
function aboutAddress(
  { status, command, replyCode }: Case,
  words: string,
): 'userunknown' | 'filtered' | 'notaccept' | null {
  const meaning = meaningOf(status)
  if (replyCode === '521' || replyCode === '556' || says('notaccept', words)) return 'notaccept'
  const unknown = says('userunknown', words)
  if (notInOwnDirectory.test(words)) return 'userunknown'
  // No recipient had been named yet.
  if (command !== null && command !== 'RCPT' && command !== 'DATA') return null
  if (meaning === 'userunknown') {
    const other = (['blocked', 'rejected'] as const).some((reason) => says(reason, words))
    return other && !unknown ? null : 'userunknown'
  }
  if (command === 'RCPT' && unknown) return 'userunknown'
  // A server that passes on what another said gives a code of its own first.
  if (meaning === null && unknown && /(?<![\d.])5\.1\.1(?![\d.]*\d)/.test(words)) return 'userunknown'
  return command !== 'RCPT' && (unknown || says('filtered', words)) ? 'filtered' : null
}

function byStatus(one: Case, words: string): BounceReason | null {
  const meaning = meaningOf(one.status)
  if (meaning !== null && !VAGUE.has(meaning)) return meaning
  const said = byRemainder(words)
  if (said !== null) return said
  // A status about the address, before any recipient was named, is about the sender's.
  const early = one.command === 'MAIL' || one.command === 'EHLO' || one.command === 'CONN'
  if (early && (meaning === 'userunknown' || meaning === 'hostunknown')) return 'rejected'
  return meaning
}

function byRemainder(words: string): BounceReason | null {
  return BY_REMAINDER.find((reason) => says(reason, words)) ?? null
}

function meaningIfPlain(status: string | null): BounceReason | null {
  const meaning = meaningOf(status)
  return meaning === null || VAGUE.has(meaning) ? null : meaning
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

function singleSpaced(text: string): string {
  return text
    .slice(0, 4 * LONGEST_WORDS)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_WORDS)
}
