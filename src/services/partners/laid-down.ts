import { X509Certificate } from 'node:crypto'
import { problem } from '../../domain/problems.ts'

/** From one BEGIN to the next. */
const BLOCKS = /-----BEGIN ([^\r\n-]{1,64})-----/g

/**
 * Demands that a PEM is one certificate and nothing else: what the log and the view show of it is then all that is trusted.
 *
 * @throws ProblemError `invalid-request`
 */
export function demandCertificate(pem: string | null): void {
  if (pem === null) return
  const blocks = [...pem.matchAll(BLOCKS)].map(([, label = '']) => label)
  if (blocks.some((label) => label.endsWith('KEY')))
    throw problem(
      'invalid-request',
      'That holds a private key, which is nobody’s but the partner’s: a certificate alone is wanted. It was not kept.',
    )
  if (certificateOf(pem) === null)
    throw problem('invalid-request', 'That is no certificate: it must be PEM, from BEGIN CERTIFICATE to END.')
  if (blocks.length !== 1)
    throw problem(
      'invalid-request',
      `That is ${blocks.length} certificates: exactly one is wanted, or more would be trusted than is shown.`,
    )
}

/** When the certificate ends that was laid down; null where there is none. */
export const endOf = (pem: string | null): Date | null =>
  (pem === null ? null : certificateOf(pem))?.validToDate ?? null

function certificateOf(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}
