import { sha256Hex } from '../crypto/digest.ts'
import type { ContentDigest } from '../domain/wire/primitives.ts'
import { ClientError, isApiProblem } from './errors.ts'

/** Waits while the log entry that must come first is being published: milliseconds. */
const PAUSES_MS = [20, 40, 80, 160, 400, 800, 1_600, 2_000]

/**
 * Tries again while the service says that the entry is not published yet. Publication mostly takes some 30 ms, and about a second at worst; a
 * sequencer that stands still ends in the service's own sentence.
 */
export async function oncePublished<T>(attempt: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await attempt()
    } catch (error) {
      if (!isApiProblem(error, 'not-published')) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return attempt()
}

/** The one ciphertext that a statement names. */
export function sealedDigest({ content: [only] }: { content: ContentDigest[] }): ContentDigest {
  if (!only) throw new ClientError('The statement over this referral names no content.')
  return only
}

/** Whether these are the very octets that the statement names. */
export const isContent = async (octets: Uint8Array, named: ContentDigest): Promise<boolean> =>
  octets.length === named.size && (await sha256Hex(octets)) === named.sha256
