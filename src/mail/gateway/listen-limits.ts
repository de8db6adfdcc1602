export type ListenLimits = {
  /** Largest message, announced in SIZE (RFC 1870). */
  bytes: number
  recipients: number
  /** Recipients that a connection may be refused before it is ended: whoever guesses addresses is no partner. */
  refusedRecipients: number
  connections: number
  /** Connections from one address, so that a stranger cannot take them all. */
  connectionsPerAddress: number
  /** Connections from addresses that are no partner's relay, together: the others find room. */
  connectionsOfStrangers: number
  /** All messages in hand together. */
  heldBytes: number
  /** Of these, what messages from one address may hold. */
  heldBytesPerAddress: number
  /** Of these, what messages from strangers may hold together: one of the largest, and some small ones. */
  heldBytesOfStrangers: number
  /** How long a message may take to come in whole: slow senders hold memory that others need. */
  messageMs: number
  /** How long a client may be silent. */
  idleMs: number
  /** How long `close` waits for messages in hand. */
  closeMs: number
}

export const LISTEN_LIMITS: ListenLimits = {
  bytes: 40 * 1024 * 1024,
  recipients: 20,
  refusedRecipients: 50,
  connections: 100,
  connectionsPerAddress: 20,
  connectionsOfStrangers: 70,
  heldBytes: 88 * 1024 * 1024,
  heldBytesPerAddress: 48 * 1024 * 1024,
  heldBytesOfStrangers: 44 * 1024 * 1024,
  messageMs: 15 * 60_000,
  idleMs: 60_000,
  closeMs: 20_000,
}
