/**
 * Who brings a mail and for whom; `tls` says whether it came to the gateway over TLS, `helo` is the name that the client
 * gave itself.
 */
export type Envelope = {
  from: string
  to: readonly string[]
  remoteAddress: string
  helo: string
  tls: boolean
}

/** What the sending server is told when mail is not taken: the SMTP code, and a text with the enhanced one first. */
export type Refusal = { code: number; text: string }

export type KeepAnswer = { ok: true } | ({ ok: false } & Refusal)

export const refused = (code: number, text: string): { ok: false } & Refusal => ({ ok: false, code, text })
