/** Why a partner's key is not taken. */
export type PartnerKeyFault =
  | 'unreadable'
  | 'secret'
  | 'several'
  | 'other-address'
  | 'other-key'
  | 'revoked'
  | 'expired'
  | 'not-yet-valid'
  | 'weak'
  | 'old-signatures'
  | 'no-encryption-key'
  | 'key-id-taken'

/** A partner's key is not taken; the message says whose it is and what to do, for whoever handed it in. */
export class PartnerKeyError extends Error {
  override name = 'PartnerKeyError'
  readonly reason: PartnerKeyFault
  constructor(reason: PartnerKeyFault, message: string) {
    super(message)
    this.reason = reason
  }
}
