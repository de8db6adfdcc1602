import { readCertificate } from '../../crypto/certificate.ts'
import { mailboxOf } from '../../domain/trust/state.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import type { Session } from '../session.ts'

/** Waits while the trust log is being published: milliseconds. */
const PAUSES_MS = [50, 100, 200, 400, 800, 1_600]

/**
 * Waits until the published trust log has the certificate that was just entered for a mailbox, so that what follows is sealed by
 * it. A sequencer that stands still is no fault of the change, which stands: then it is left at that.
 */
export async function onceCertified(
  { trust }: Pick<Session, 'trust'>,
  mailbox: string,
  records: readonly TrustRecord[],
): Promise<void> {
  const armored = records.at(-1)?.certificates[0]
  const wanted = armored === undefined ? null : (await readCertificate(armored)).armor()
  for (const pause of PAUSES_MS) {
    const trusted = mailboxOf(await trust.refresh(), mailbox)
    if (trusted && (await readCertificate(trusted.certificate)).armor() === wanted) return
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
