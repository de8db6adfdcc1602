import type { RecipientFacts } from './facts.ts'
import { peculiarMeaning } from './peculiar.ts'
import { notInOwnDirectory } from './reasons/address.ts'
import { givenUp } from './reasons/system.ts'
import { type BounceReason, says } from './reasons.ts'
import type { SmtpCommand } from './reply.ts'
import { meaningOf } from './status-meaning.ts'

/** `words` are the server's about this recipient; `all` is everything that the bounce says. */
export type Case = {
  facts: RecipientFacts
  words: string
  all: string
  status: string | null
  replyCode: string | null
  command: SmtpCommand | null
  /** that it is still tried, or was too long */
  late: boolean
}

const OF_MAILBOX = ['mailboxfull', 'suspend'] as const

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

/** Why a message did not arrive; `judge.ts` states the order of precedence. */
export function reasonOf(one: Case, from: string): BounceReason {
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
