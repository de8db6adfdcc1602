import { type KeptCheckpoint, openSeenCheckpoint, openSignedCheckpoint } from '../sdk/checkpoint.ts'
import type { ExportedLog } from '../sdk/exported-log.ts'
import { agreedKey, pastOf, sightingsIn } from '../sdk/exported-past.ts'
import { type ExportedTrustVerdict, hostOf, verifyTrustExport } from '../sdk/trust/verify-export.ts'
import { signedLines } from '../sdk/verdict-words.ts'
import { type LogVerdict, verifyLog } from '../sdk/verify-log.ts'
import { createSignedEntries } from '../sdk/verify-signed.ts'
import { type Cli, sha256 } from './account.ts'
import { readExport, readTrustExport } from './export-folder.ts'
import { folderMemory } from './folder-memory.ts'
import { nodeHashes } from './hashes.ts'
import { keepSeen } from './kept-checkpoint.ts'
import { type KnownLog, keyKnownFor, knownLog, openSeen } from './known-log.ts'
import { createLogReader } from './log-reader.ts'
import type { Told, VerifyOptions } from './log-verify.ts'
import { progressOf } from './progress.ts'
import { keptTrustOf } from './trust-file.ts'

/**
 * Verifies an export in a folder, and the trust log beside it. A folder may have been changed by anybody since another copy of it
 * was verified here: it is read whole, unless it is said to go on from there.
 */
export async function verifyFolder(
  cli: Cli,
  options: VerifyOptions,
  folder: string,
  told: Told,
): Promise<void> {
  const exported = await readExport(folder, (note) => keyKnownFor(cli, note))
  const { source, vkey, note, witnesses } = exported
  const known = await knownLog(cli, 'log', vkey)
  const trust = await verifyTrustIn(cli, folder, vkey)
  const from = known ? await earlier({ note, vkey }, known) : null
  const seen = known ? await seenUpTo({ note, vkey }, known) : []
  const memory = await folderMemory(cli.state, {
    folder,
    vkey,
    whole: !(options.goOn ?? false) || (options.whole ?? false),
    now: cli.clock(),
  })
  const { after, history } = memory
  const signedEntries = createSignedEntries({ vkey, state: trust?.state ?? null, history })
  const reader = createLogReader(folder, source)
  const verdict = await verifyLog({
    ...{ source, vkey, hash: sha256, hashes: nodeHashes(), seen, stretches: reader.stretches },
    onEntry(entry) {
      history.add(entry)
      signedEntries.see(entry)
      told.each?.see(entry)
    },
    settled: signedEntries.settled,
    onProgress: progressOf(cli, options, 'entries'),
    ...(from ? { from } : {}),
    ...(after ? { after } : {}),
  }).finally(reader.stop)
  const further = known ? otherKeys(known, vkey) : []
  const past = await pastOf(exported, verdict, { seen, further }, trust, sha256)
  const { problems, ...sighted } = await sightingsIn(note, witnesses)
  const agreed = agreedKey(vkey, trust)
  // Under a key that was given up anybody may have signed: what was seen here before is what it is known by.
  const reach = known?.reach == null ? null : largest(seen)
  const all = new Set([
    ...verdict.problems,
    ...(known ? await beyondReach(exported, { ...known, reach, size: verdict.size, what: 'entries' }) : []),
    ...past.problems,
    ...problems,
    ...agreed.problems,
    ...signedEntries.verdict().problems,
    ...(trust?.problems ?? []),
  ])
  verdict.problems = [...all]
  // What was not judged is read again when the trust log is there.
  if (all.size === 0 && signedEntries.verdict().unjudged === 0) await memory.keep(verdict.point)
  if (all.size === 0 && known) await keepShown(known, exported, { verdict, seen })
  told.report({
    ...{
      verdict,
      history: history.verdict(),
      // What was not exported may have been withheld from whoever made it.
      everything: false,
      vkey,
      key: keyWords(known, from !== null),
      former: known && known.reach !== null,
      before: after?.size ?? 0n,
    },
    trustRecords: trust ? Number(trust.size ?? 0n) : null,
    trustWithheld: trust ? Number((trust.size ?? 0n) - trust.opened) : 0,
    past: {
      checkpoints: past.checkpoints + (trust?.checkpoints ?? 0),
      cosignatures: past.cosignatures + (trust?.cosignatures ?? 0),
    },
    witnesses: sighted.witnesses,
    lines: [...agreed.lines, ...sighted.lines, ...signedLines(signedEntries.verdict())],
  })
}

async function verifyTrustIn(cli: Cli, folder: string, vkey: string): Promise<ExportedTrustVerdict | null> {
  const exported = await readTrustExport(folder)
  if (!exported) return null
  const known = await knownLog(cli, 'trust', exported.vkey)
  const kept = known ? await keptTrustOf(cli.state, known.host) : []
  const further = known ? otherKeys(known, exported.vkey) : []
  const verdict = await verifyTrustExport(exported, { host: hostOf(vkey), kept, further, hash: sha256 })
  if (!known) return verdict
  // What was read of it here before is held against it whole, whichever key signed that.
  const read = BigInt(Math.max(0, ...kept.map(({ leaves }) => leaves.length)))
  const reach = known.reach === null ? null : read
  const beyond = await beyondReach(exported, { ...known, reach, size: verdict.size, what: 'records' })
  return { ...verdict, problems: [...verdict.problems, ...beyond.map((problem) => `trust/${problem}`)] }
}

const largest = (seen: readonly KeptCheckpoint[]): bigint =>
  seen.reduce((most, { size }) => (size > most ? size : most), 0n)

/** What was verified under the key in use has been seen here: when that key is given up, it is still believed so far. */
async function keepShown(
  { reach, folder }: KnownLog,
  { vkey, note }: Pick<ExportedLog, 'vkey' | 'note'>,
  { verdict: { size, root }, seen }: { verdict: LogVerdict; seen: readonly KeptCheckpoint[] },
): Promise<void> {
  if (reach !== null || size === null || root === null || seen.some((one) => one.size === size)) return
  await keepSeen(folder, vkey, { size, root, note })
}

/** The keys of a log that is known here, but for the one that it came with. */
const otherKeys = ({ keys: { service, formerLogKeys } }: KnownLog, vkey: string): string[] =>
  [service.logKey, ...formerLogKeys].filter((key) => key !== vkey)

/**
 * What is wrong with an export under a key that was given up: it may be in other hands, so that it is believed as far as it was
 * held against what this machine had seen itself, and of what the key in use has signed as well.
 */
async function beyondReach(
  { note }: Pick<ExportedLog, 'note'>,
  { reach, size, keys, what }: Pick<KnownLog, 'reach' | 'keys'> & { size: bigint | null; what: string },
): Promise<string[]> {
  if (reach === null || size === null || size <= reach) return []
  const alsoInUse = await openSignedCheckpoint(note, keys.service.logKey).catch(() => null)
  if (alsoInUse) return []
  return [
    `checkpoint: it signs ${size} ${what} with a key that was given up since, and the first ${reach} alone are known here to be what that key signed then. Whoever has it now can sign more: ask for an export under the key in use`,
  ]
}

function keyWords(known: KnownLog | null, continues: boolean): string {
  if (!known) return 'Its key came with the export and is not known here: make sure of it by another way.'
  const { host, reach } = known
  const whose =
    reach === null
      ? `the log key of ${host} that is pinned here`
      : `a former log key of ${host}, given up for the one that is pinned here`
  return `Its key is ${whose}${continues ? ', and it continues the checkpoint seen before' : ''}.`
}

/** An export that is older than what this machine has seen cannot be held against it. */
async function earlier({ note, vkey }: Shown, { kept, keys }: KnownLog) {
  if (kept === null) return null
  const shown = await openSignedCheckpoint(note, vkey).catch(() => null)
  const seen = await openSeenCheckpoint(kept, keys).catch(() => null)
  return shown && seen && seen.size <= shown.size ? seen : null
}

/** The checkpoints that this machine has seen, as far as an export goes. */
async function seenUpTo({ note, vkey }: Shown, known: KnownLog): Promise<KeptCheckpoint[]> {
  const shown = await openSignedCheckpoint(note, vkey).catch(() => null)
  return (await openSeen(known)).filter(({ size }) => shown !== null && size <= shown.size)
}

type Shown = Pick<ExportedLog, 'note' | 'vkey'>
