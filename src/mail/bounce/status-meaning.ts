import type { BounceReason } from './reasons.ts'

/** What the registered enhanced status codes say (RFC 3463, RFC 5248 and its registry), of failures for good. */
const PERMANENT: Readonly<Record<string, BounceReason>> = {
  '1.0': 'userunknown',
  '1.1': 'userunknown',
  '1.2': 'hostunknown',
  '1.3': 'userunknown',
  '1.4': 'filtered',
  '1.6': 'hasmoved',
  '1.7': 'rejected',
  '1.8': 'rejected',
  '1.9': 'systemerror',
  '1.10': 'notaccept',
  '2.0': 'filtered',
  '2.1': 'filtered',
  '2.2': 'mailboxfull',
  '2.3': 'exceedlimit',
  '2.4': 'filtered',
  '3.0': 'systemerror',
  '3.1': 'systemfull',
  '3.2': 'notaccept',
  '3.3': 'systemerror',
  '3.4': 'mesgtoobig',
  '3.5': 'systemerror',
  '4.0': 'networkerror',
  '4.3': 'systemerror',
  '4.4': 'hostunknown',
  '4.6': 'networkerror',
  '4.7': 'expired',
  '5.2': 'syntaxerror',
  '5.3': 'toomanyconn',
  '5.4': 'systemerror',
  '5.5': 'systemerror',
  '5.6': 'syntaxerror',
  '7.13': 'suspend',
  '7.16': 'mesgtoobig',
  '7.17': 'hasmoved',
  '7.18': 'hasmoved',
  '7.20': 'authfailure',
  '7.21': 'authfailure',
  '7.22': 'authfailure',
  '7.23': 'authfailure',
  '7.24': 'authfailure',
  '7.25': 'blocked',
  '7.26': 'authfailure',
  '7.27': 'notaccept',
}

/** What they say of failures that may pass, where that is something else. */
const TRANSIENT: Readonly<Record<string, BounceReason>> = {
  ...PERMANENT,
  '1.0': 'undefined',
  '1.1': 'undefined',
  '1.2': 'undefined',
  '1.3': 'undefined',
  '2.0': 'undefined',
  '2.1': 'suspend',
  '4.1': 'expired',
  '4.2': 'networkerror',
  '4.4': 'networkerror',
  '4.5': 'systemfull',
  '7.1': 'blocked',
  '7.2': 'blocked',
}

/** The reason that an enhanced status code gives by itself, or null where its code is too general to give one. */
export function meaningOf(status: string | null): BounceReason | null {
  if (status === null) return null
  const detail = status.slice(2)
  const known = (status.startsWith('4') ? TRANSIENT : PERMANENT)[detail]
  if (known !== undefined) return known === 'undefined' ? null : known
  if (detail.startsWith('6.')) return 'contenterror'
  return detail.startsWith('7.') ? 'securityerror' : null
}

/** How much a code says: nothing but its class, only its subject, or what it is. */
function precision(status: string): number {
  if (/^\d\.0\.0$/.test(status)) return 0
  // Written over what went wrong before the time ran out.
  if (status === '4.4.7') return 1
  return /\.0(?:\.|$)/.test(status) ? 2 : 3
}

/**
 * Which of two codes holds: that of the class of the reply, else the one that says more, else the one in the server's
 * own words, since the field was filled by another server or by none that had understood them.
 */
export function preferredStatus(
  field: string | null,
  inWords: string | null,
  replyCode: string | null,
): string | null {
  if (field === null || inWords === null) return field ?? inWords
  if (field[0] !== inWords[0] && replyCode !== null) {
    if (field[0] === replyCode[0]) return field
    if (inWords[0] === replyCode[0]) return inWords
  }
  return precision(field) > precision(inWords) ? field : inWords
}
