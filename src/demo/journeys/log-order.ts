import { proveReferral, type VerifiedProof } from '../../sdk/proof.ts'
import type { SentReferral } from '../../sdk/send.ts'
import type { Session } from '../../sdk/session.ts'
import { eventually } from './telling.ts'

/** The proof, checked, of a referral that was sent, once its entry is published. */
export async function untilProved(session: Session, sent: SentReferral): Promise<VerifiedProof> {
  const { referral, manifest: record } = sent
  await eventually(() => session.client.proof(referral))
  return proveReferral({ session, referral, origin: 'submitted', record })
}

/** An entry of the log that concerns a referral. */
export type Entry = { index: bigint; type: string }

/**
 * The log's entries about a referral from its `accepted` entry on, as a party may open them, once they hold one
 * of the given type.
 */
export function untilLogged(
  { client }: Session,
  { referral, from, type }: { referral: string; from: bigint; type: string },
): Promise<Entry[]> {
  return eventually(async () => {
    const entries: Entry[] = []
    let start: bigint | null = from
    while (start !== null) {
      const page: { records: { index: string; type: string; record: string }[]; next: string | null } =
        await client.logRecords(start)
      for (const { index, type, record } of page.records) {
        if (record.includes(referral)) entries.push({ index: BigInt(index), type })
      }
      start = page.next === null ? null : BigInt(page.next)
    }
    return entries.some((entry) => entry.type === type) ? entries : null
  })
}
