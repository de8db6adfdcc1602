import { readCertificate } from '../../crypto/certificate.ts'
import { mailboxOf } from '../../domain/trust/state.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import type { Session } from '../session.ts'

/** Waits while the trust log is being published: milliseconds. */
const PAUSES_MS = [50, 100, 200, 400, 800, 1_600]

/** Keys that count later than this from now were meant to, or made where a clock was ahead: milliseconds. */
const LONGEST_MS = 5_000

/**
 * Waits until the published trust log has the certificate that was just entered for a mailbox, and until its new keys count,
 * so that what follows is sealed by it: OpenPGP counts seconds, and keys that were made twice in one are dated to the next.
 * A sequencer that stands still is no fault of the change, which stands: then it is left at that.
 */
export async function onceCertified(
  { trust }: Pick<Session, 'trust'>,
  mailbox: string,
  records: readonly TrustRecord[],
): Promise<void> {
  const armored = records.at(-1)?.certificates[0]
  const entered = armored === undefined ? null : await readCertificate(armored)
  const wanted = entered?.armor() ?? null
  for (const pause of PAUSES_MS) {
    const trusted = mailboxOf(await trust.refresh(), mailbox)
    if (trusted && (await readCertificate(trusted.certificate)).armor() === wanted) break
    await passed(pause)
  }
  const early = Math.max(
    0,
    ...(entered?.subkeys ?? []).map((key) => key.getCreationTime().getTime() - Date.now()),
  )
  if (early <= LONGEST_MS) await passed(early)
}

const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
