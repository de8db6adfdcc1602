import { readCertificate } from './certificate.ts'

/** Reads an armored certificate. See `certificate.ts`. */
export type ReadCertificate = typeof readCertificate

/** Certificates kept parsed: those of a large partnership's mailboxes and of who is at work. */
const MOST_KEPT = 300

/**
 * Keeps certificates that were read lately, by their exact text, with what was verified inside them. Whose they are
 * and whether they still count is never kept: that is for whoever gives the text to say, each time.
 */
export function createCertificates(): ReadCertificate {
  const kept = new Map<string, ReturnType<ReadCertificate>>()
  return (armored) => {
    const certificate = kept.get(armored) ?? readCertificate(armored)
    // The one that was asked for last stands last; the first is the one that goes.
    kept.delete(armored)
    kept.set(armored, certificate)
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    certificate.catch(() => kept.delete(armored))
    return certificate
  }
}
