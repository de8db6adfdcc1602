import { type Checkpoint, openCheckpoint } from '../log/checkpoint.ts'
import { readVerifier } from '../log/keys.ts'
import { demandBeginnings, type PastCheckpoint, readPast, type WitnessKey } from '../log/past.ts'
import { createProblemList } from '../log/problem-list.ts'
import type { Hash } from '../log/tree.ts'
import { openTrustCheckpoint } from '../log/trust-log.ts'
import type { LogSource } from '../log/verify.ts'

/** How the past of a log is judged. */
export type PastOf = {
  source: Pick<LogSource, 'tile'>
  /** the log's verifier key; `timed`: it signs with the time as well, as that of the trust log does */
  vkey: string
  /** further keys that it had, where the reader knows of them */
  further?: readonly string[]
  timed?: boolean
  hash: Hash
  /** what was verified of the log now */
  newest: { size: bigint; root: Uint8Array }
  /** earlier checkpoints, to which the newest may belong */
  past: readonly PastCheckpoint[]
  /** checkpoints whose trees were held against this log already: their signatures alone are looked at */
  compared?: readonly PastCheckpoint[]
  witnesses: readonly WitnessKey[]
}

/** What was found: how many checkpoints and signatures of witnesses were verified, and what is wrong. */
export type PastVerdict = { checkpoints: number; cosignatures: number; problems: string[] }

/**
 * Verifies every checkpoint of a log that is at hand, and each signature of a witness under them: all are of this log, and
 * no witness ever went back.
 */
export async function verifyPast(of: PastOf): Promise<PastVerdict> {
  const problems = createProblemList()
  const { past, compared = [], witnesses, hash, source, newest } = of
  const found = await readPast([...past, ...compared], { open: await opener(of), witnesses }, problems)
  const names = new Set(compared.map(({ name }) => name))
  const trees = found.trees.filter(({ name }) => !names.has(name))
  await demandBeginnings(hash, source, trees, newest, problems)
  return {
    checkpoints: found.trees.length,
    cosignatures: found.cosignatures,
    problems: problems.list(),
  }
}

async function opener({ vkey, further = [], timed }: PastOf): Promise<(note: string) => Promise<Checkpoint>> {
  if (timed) return (note) => openTrustCheckpoint(note, vkey, ...further)
  const verifiers = [await readVerifier(vkey), ...(await Promise.all(further.map(readVerifier)))] as const
  return (note) => openCheckpoint(note, ...verifiers)
}
