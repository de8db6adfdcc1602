import { sameBytes } from '../../log/bytes.ts'
import { leftOf, rootsOfSuffix } from '../../log/suffix.ts'
import { type Hash, leafHash } from '../../log/tree.ts'
import type { KeptCheckpoint } from '../checkpoint.ts'
import { type ReportVerdict, treesOf } from './verify-report.ts'

/** What came of it: how many of the checkpoints seen before could be held against the report, and which of them contradict it. */
export type SeenVerdict = { compared: number; problems: string[] }

/**
 * Holds a report against checkpoints of its log that this machine has seen: those of the same size as a tree of the report, and of a
 * sample, which brings every entry from some place on, each from there to its end. A report that was made from a fork of the log for
 * one auditor alone is found out where another has seen the log.
 */
export function againstSeen(
  hash: Hash,
  verdict: Pick<ReportVerdict, 'tree' | 'signatures' | 'evidence'>,
  seen: readonly KeptCheckpoint[],
): SeenVerdict {
  const trees = treesOf(verdict).map(({ size, root }) => ({ size, root }))
  const known = [...trees, ...treesWithin(hash, verdict.evidence, seen)]
  const held = seen.map(({ size, root }) => {
    const same = known.filter((tree) => tree.size === size)
    return { size, isThere: same.length > 0, fits: same.every((tree) => sameBytes(tree.root, root)) }
  })
  return {
    compared: held.filter(({ isThere }) => isThere).length,
    problems: held
      .filter(({ fits }) => !fits)
      .map(
        ({ size }) =>
          `checkpoint: this machine has seen another log of ${size} entries under that name. Keep the report, and tell the auditors`,
      ),
  }
}

/** The trees of those sizes that the entries of a sample come to. */
function treesWithin(
  hash: Hash,
  evidence: ReportVerdict['evidence'],
  seen: readonly KeptCheckpoint[],
): { size: bigint; root: Uint8Array }[] {
  if (!evidence) return []
  const { start, entries, checkpoint, proof } = evidence
  const sizes = new Set(seen.map(({ size }) => size))
  const place = { index: start, left: leftOf({ index: start, size: checkpoint.size, proof }) }
  const leaves = entries.map((bytes) => leafHash(hash, bytes))
  return [...rootsOfSuffix(hash, place, leaves, sizes)].map(([size, root]) => ({ size, root }))
}
