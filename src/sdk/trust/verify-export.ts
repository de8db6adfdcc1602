import type { TrustState } from '../../domain/trust/state.ts'
import type { Annex } from '../../domain/wire/trust/annex.ts'
import { sameBytes } from '../../log/bytes.ts'
import type { PastCheckpoint } from '../../log/past.ts'
import type { Hash } from '../../log/tree.ts'
import { trustRoot } from '../../log/trust-log.ts'
import type { LogSource } from '../../log/verify.ts'
import { fromBase64 } from '../base64.ts'
import { type PastVerdict, verifyPast } from '../past.ts'
import type { KeptTrust } from './kept-trust.ts'
import { verifyTrustLog } from './verify-trust.ts'

/** A trust log as it was exported, with what came with it. */
export type ExportedTrust = {
  source: LogSource
  vkey: string
  note: string
  witnesses: readonly string[]
  past: readonly PastCheckpoint[]
}

/** What was read of a trust log before. */
type ReadTrust = Pick<KeptTrust, 'leaves' | 'checkpoint'>

/** What was found of it. */
export type ExportedTrustVerdict = PastVerdict & {
  size: bigint | null
  /** records that were given and fit; all of them: they were replayed, too */
  opened: bigint
  /** the annexes in it that name the service, by the replay of its records; none where that was not possible */
  annexes: Annex[]
  /** what all of them come to, from whichever root; null where that was not possible */
  state: TrustState | null
}

/**
 * Verifies the trust log of an export: by itself, against what was read of it before, and its signatures of witnesses. Every
 * problem begins with `trust/`.
 *
 * @param host of the service that the log beside it is of
 * @param kept what was read of the same trust log before
 * @param further other keys that it has or had, as far as they are known: what was read before was signed by one of them
 */
export async function verifyTrustExport(
  { source, vkey, note, witnesses, past }: ExportedTrust,
  {
    host,
    kept,
    further = [],
    hash,
  }: { host: string; kept: readonly ReadTrust[]; further?: readonly string[]; hash: Hash },
): Promise<ExportedTrustVerdict> {
  const { size, root, opened, state, problems } = await verifyTrustLog({ source, vkey, hash })
  if (hostOf(vkey) !== host)
    problems.push(`log.vkey: it is that of ${hostOf(vkey)}, and the log is of ${host}`)
  const annexes = state ? annexesOfHost(state, host) : []
  const found: PastVerdict = { checkpoints: 0, cosignatures: 0, problems: [] }
  if (size !== null && root !== null) {
    const newest = { size, root }
    const shorter = kept.filter(({ leaves }) => BigInt(leaves.length) <= size)
    const seen = shorter.map(({ leaves, checkpoint }) => ({
      name: `the ${leaves.length} records read here before`,
      note: checkpoint,
    }))
    Object.assign(
      found,
      await verifyPast({
        ...{ source, vkey, further, timed: true, hash, newest },
        past: [...past, ...seen.filter(({ note }) => note !== '')],
        compared: [{ name: 'checkpoint', note }],
        witnesses: [...fromFile(witnesses), ...fromAnnexes(annexes)],
      }),
    )
    if (!kept.every((one) => shorter.includes(one) || begins(hash, one, newest)))
      problems.push(`checkpoint: its ${size} records are not the first of those read here before`)
  }
  const all = new Set([...problems, ...found.problems])
  return { ...found, size, opened, annexes, state, problems: [...all].map((problem) => `trust/${problem}`) }
}

/** Whether what was read before begins with a shorter log. */
function begins(
  hash: Hash,
  { leaves }: ReadTrust,
  { size, root }: { size: bigint; root: Uint8Array },
): boolean {
  return sameBytes(trustRoot(hash, leaves.slice(0, Number(size)).map(fromBase64)), root)
}

/** `despatch.example.test` of the key of `despatch.example.test/log`. */
export const hostOf = (vkey: string): string => /^[^/+]*/.exec(vkey)?.[0] ?? ''

export const fromFile = (keys: readonly string[]) => keys.map((key) => ({ key, from: 'witnesses.vkey' }))

/** The witnesses that annexes name: those of an export may have left some out. */
export const fromAnnexes = (annexes: readonly Annex[]) =>
  annexes.flatMap(({ witnesses }) => witnesses.map(({ key }) => ({ key })))

/** Every annex that names the keys of a service, of whatever agreement: whom to believe is for whoever has a root. */
const annexesOfHost = (state: TrustState, host: string): Annex[] =>
  Object.values(state.agreements)
    .flatMap(({ annex }) => annex?.document ?? [])
    .filter((annex) => URL.parse(annex.origin)?.host === host)
