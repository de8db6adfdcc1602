import type { Client } from '../client.ts'
import { TrustLogError } from './trust-log-error.ts'

/** A record as the service gives it, with its private part where that is the reader’s agency’s own. */
export type GivenRecord = Awaited<ReturnType<Client['trustRecords']>>[number]

/** The records of the trust log from a place on, up to a size that it signed. @throws TrustLogError when some are withheld */
export async function recordsFrom(
  client: Pick<Client, 'trustRecords'>,
  from: number,
  size: number,
): Promise<GivenRecord[]> {
  const given: GivenRecord[] = []
  while (from + given.length < size) {
    const page = await client.trustRecords(from + given.length)
    if (page.length === 0) {
      throw new TrustLogError(
        'The service withholds records of its trust log that it has signed for. Nothing was believed. Tell your liaison officer and the operator.',
      )
    }
    given.push(...page)
  }
  // One that was published since the checkpoint was read is for the next time.
  return given.slice(0, size - from)
}
