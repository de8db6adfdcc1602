/** Why a record of the trust log is not believed, or nothing may be done by it. */
export type TrustFault =
  | 'not-a-statement'
  | 'unknown-agency'
  | 'not-signed'
  | 'not-entitled'
  | 'out-of-order'
  | 'backdated'
  | 'certificate'
  | 'private-part'
  | 'revoked'
  | 'not-its-domain'
  | 'conflict'

/** A statement does not count. The message is a sentence for the person who made it, or was shown it. */
export class TrustError extends Error {
  override readonly name = 'TrustError'
  readonly fault: TrustFault
  constructor(fault: TrustFault, message: string) {
    super(message)
    this.fault = fault
  }
}
