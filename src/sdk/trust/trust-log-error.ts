import { ClientError } from '../errors.ts'

/** The service shows a trust log that cannot be: nothing is believed of it, and nothing sealed. */
export class TrustLogError extends ClientError {
  override name = 'TrustLogError'
}
