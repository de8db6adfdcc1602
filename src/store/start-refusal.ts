/**
 * Why Despatch does not start, in sentences that the operator can act on. `main` prints the message alone,
 * without a stack, and ends with exit code 1.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal'
}
