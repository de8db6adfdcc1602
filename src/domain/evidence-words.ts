/** What came about a delivery, for whoever has never heard of a DSN (RFC 3464) or an MDN (RFC 8098). */
const KINDS: Readonly<Record<string, string>> = {
  'smtp-reply': 'Answer of their mail server',
  dsn: 'Delivery report',
  mdn: 'Read report',
  'auto-reply': 'Automatic answer',
  complaint: 'Complaint that it was taken for spam',
  challenge: 'Question whether a person sent it',
}

/**
 * A piece of evidence on one line: what it is, and what it says. What a newer service calls in a way that is not known
 * here keeps its name. What another's server wrote is not made harmless here.
 */
export const evidenceWords = ({ kind, says }: { kind: string; says: string }): string =>
  `${(Object.hasOwn(KINDS, kind) && KINDS[kind]) || kind}: ${says}`
