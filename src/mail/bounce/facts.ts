import type { DsnAction } from '../dsn.ts'

/** What a bounce says of one recipient, before anybody judged it. */
export type RecipientFacts = {
  /** in lower case */
  address: string
  originalRecipient: string | null
  /** null where no machine-readable field says it */
  action: DsnAction | null
  /** the enhanced status code of a Status field; null where there is none */
  status: string | null
  /** the type before the `;` of Diagnostic-Code, such as `smtp` or `x-unix`; null where there is none */
  diagnosticType: string | null
  /** the server's words about this recipient */
  diagnostic: string
  remoteHost: string | null
  /** the rest of what the bounce says to people, which may be about other recipients too */
  notice: string
}
