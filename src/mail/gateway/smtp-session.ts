export type RecipientKind = 'mailbox' | 'return-path'

export type SmtpSession = {
  remoteAddress: string
  tls: boolean
  /** The name that the client gave itself; nothing vouches for it. */
  helo: string
  /** The envelope sender in lower case; empty for a report. */
  from: string
}

export type ReceivedEnvelope = SmtpSession & {
  to: string[]
  /** What each address of `to` is. */
  kinds: RecipientKind[]
}

/** Fields given to the log hold no address, no local part and no header. */
export type GatewayLogger = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
