import { hasMoved, hostUnknown, notAccept, userUnknown } from './reasons/address.ts'
import { contentError, policy, securityError, spam, syntaxError, virus } from './reasons/content.ts'
import { filtered, mailboxFull, messageTooBig, suspended } from './reasons/mailbox.ts'
import { authFailure, blocked, relayingDenied, senderRejected, tooFast, tooMany } from './reasons/sender.ts'
import { expired, mailerError, networkError, systemError, systemFull } from './reasons/system.ts'

/** Why a message did not arrive, and the pseudo status that stands where the server wrote none. */
export const REASONS = {
  userunknown: { pseudo: '911', says: userUnknown, sentence: 'There is no such mailbox at that address.' },
  hostunknown: { pseudo: '912', says: hostUnknown, sentence: 'The domain of that address does not exist.' },
  hasmoved: { pseudo: '916', says: hasMoved, sentence: 'The mailbox has moved away.' },
  notaccept: { pseudo: '932', says: notAccept, sentence: 'The recipient’s server takes no mail.' },
  mailboxfull: { pseudo: '922', says: mailboxFull, sentence: 'The mailbox is full.' },
  mesgtoobig: {
    pseudo: '934',
    says: messageTooBig,
    sentence: 'The message is larger than the recipient’s system takes.',
  },
  exceedlimit: { pseudo: '923', says: null, sentence: 'The message is larger than the mailbox takes.' },
  suspend: { pseudo: '921', says: suspended, sentence: 'The mailbox is disabled.' },
  filtered: { pseudo: '910', says: filtered, sentence: 'The recipient’s filter refused the message.' },
  norelaying: {
    pseudo: '909',
    says: relayingDenied,
    sentence: 'The server does not take mail for that domain from here.',
  },
  authfailure: {
    pseudo: '972',
    says: authFailure,
    sentence: 'The server could not verify our domain by SPF, DKIM or DMARC.',
  },
  rejected: { pseudo: '918', says: senderRejected, sentence: 'The server refused the sender’s address.' },
  blocked: { pseudo: '971', says: blocked, sentence: 'The server refused our address or host name.' },
  speeding: { pseudo: '946', says: tooFast, sentence: 'Too much mail came at once.' },
  toomanyconn: { pseudo: '945', says: tooMany, sentence: 'There were too many connections or recipients.' },
  spamdetected: { pseudo: '980', says: spam, sentence: 'The server took the message for spam.' },
  virusdetected: { pseudo: '971', says: virus, sentence: 'The server took the message for malicious.' },
  policyviolation: {
    pseudo: '972',
    says: policy,
    sentence: 'A policy of the recipient’s system forbids the message.',
  },
  contenterror: {
    pseudo: '960',
    says: contentError,
    sentence: 'The server could not read or convert the message.',
  },
  securityerror: {
    pseudo: '970',
    says: securityError,
    sentence: 'The server demands security that was not there.',
  },
  syntaxerror: { pseudo: '902', says: syntaxError, sentence: 'The server did not understand a command.' },
  expired: { pseudo: '947', says: expired, sentence: 'It could not be delivered in time.' },
  networkerror: {
    pseudo: '944',
    says: networkError,
    sentence: 'The recipient’s server could not be reached.',
  },
  systemfull: { pseudo: '931', says: systemFull, sentence: 'The recipient’s system has no room left.' },
  systemerror: { pseudo: '930', says: systemError, sentence: 'The recipient’s system failed.' },
  mailererror: { pseudo: '939', says: mailerError, sentence: 'A program at the recipient’s end failed.' },
  onhold: { pseudo: '901', says: null, sentence: 'The server gave a reason that is not understood here.' },
  undefined: { pseudo: '900', says: null, sentence: 'The server gave no reason.' },
} as const satisfies Readonly<Record<string, { pseudo: string; says: RegExp | null; sentence: string }>>

export type BounceReason = keyof typeof REASONS

/** Whether a server's words, of which every run of white space is one space, say so. */
export function says(reason: BounceReason, words: string): boolean {
  return REASONS[reason].says?.test(words) === true
}

/**
 * The status that stands for a reason where the server wrote none: `5.0.911` and so on, or `4.0.911` of what may pass.
 * No registered code has such a detail, so nobody takes it for the server's own.
 */
export function pseudoStatus(reason: BounceReason, transient: boolean): string {
  if (!transient) return `5.0.${REASONS[reason].pseudo}`
  return NEVER_TRANSIENT.has(reason)
    ? `5.0.${REASONS[reason].pseudo}`
    : `4.0.${reason === 'filtered' ? '924' : REASONS[reason].pseudo}`
}

/** What does not pass by itself, whatever class the server gave it. */
const NEVER_TRANSIENT: ReadonlySet<BounceReason> = new Set([
  'exceedlimit',
  'hasmoved',
  'hostunknown',
  'mailererror',
  'mesgtoobig',
  'norelaying',
  'suspend',
  'userunknown',
  'policyviolation',
  'syntaxerror',
  'virusdetected',
])
