import { createHistory } from '../../domain/history.ts'
import { nameOfKey } from '../../sdk/begun-anew.ts'
import type { ExportFiles } from '../../sdk/export-files.ts'
import { readExportedLog, readExportedTrust } from '../../sdk/exported-log.ts'
import { agreedKey, pastOf, sightingsIn } from '../../sdk/exported-past.ts'
import { type ExportedTrustVerdict, hostOf, verifyTrustExport } from '../../sdk/trust/verify-export.ts'
import { verifyLog } from '../../sdk/verify-log.ts'
import { createSignedEntries } from '../../sdk/verify-signed.ts'
import type { Hands } from './log-worker.ts'
import type { CheckAsked, CheckedExport } from './messages.ts'
import { filesOfArchive } from './zip-files.ts'

/** Verifies an export by itself, as `despatch log verify FOLDER` does, and its trust log against what this browser has read of it. */
export async function checkExport(asked: CheckAsked, { hash, onProgress }: Hands): Promise<CheckedExport> {
  const { archive, logKeys, now } = asked
  const files = await filesOfArchive(archive)
  const exported = await readExportedLog(files, { whole: 'The archive', file: (path) => path })
  const { source, vkey, note, witnesses } = exported
  const trust = await verifyTrustIn(files, vkey, asked, hash)
  const history = createHistory(undefined, { now })
  const signedEntries = createSignedEntries({ vkey, state: trust?.state ?? null, history })
  const verdict = await verifyLog({
    ...{ source, vkey, hash, onProgress },
    onEntry(entry) {
      history.add(entry)
      signedEntries.see(entry)
    },
    settled: signedEntries.settled,
  })
  const further = logKeys.includes(vkey) ? logKeys.filter((key) => key !== vkey) : []
  const past = await pastOf(exported, verdict, { seen: [], further }, trust, hash)
  const [sighted, agreed] = [await sightingsIn(note, witnesses), agreedKey(vkey, trust)]
  const found = [
    ...falseKey('log.vkey', vkey, logKeys),
    ...verdict.problems,
    ...past.problems,
    ...sighted.problems,
    ...agreed.problems,
    ...signedEntries.verdict().problems,
    ...(trust?.problems ?? []),
  ]
  return {
    ...{ vkey, note },
    verdict: { ...verdict, problems: [...new Set(found)] },
    ...{ history: history.verdict(), signed: signedEntries.verdict() },
    past: {
      checkpoints: past.checkpoints + (trust?.checkpoints ?? 0),
      cosignatures: past.cosignatures + (trust?.cosignatures ?? 0),
      problems: [],
    },
    trustRecords: trust ? Number(trust.size ?? 0n) : null,
    trustWithheld: trust ? Number((trust.size ?? 0n) - trust.opened) : 0,
    lines: [...agreed.lines, ...sighted.lines],
  }
}

async function verifyTrustIn(
  files: ExportFiles,
  logKey: string,
  { trustKeys, trustSeen }: CheckAsked,
  hash: Hands['hash'],
): Promise<ExportedTrustVerdict | null> {
  if (!(await files.has('trust'))) return null
  const exported = await readExportedTrust(below(files, 'trust'), {
    whole: 'The archive’s trust log',
    file: (path) => `trust/${path}`,
  })
  const { vkey } = exported
  const isKnown = trustKeys.includes(vkey)
  const verdict = await verifyTrustExport(exported, {
    host: hostOf(logKey),
    kept: isKnown ? [trustSeen] : [],
    further: isKnown ? trustKeys.filter((key) => key !== vkey) : [],
    hash,
  })
  return { ...verdict, problems: [...falseKey('trust/log.vkey', vkey, trustKeys), ...verdict.problems] }
}

/** A key that calls itself one of this service's, and is none of them. */
const falseKey = (file: string, vkey: string, keys: readonly string[]): string[] =>
  !keys.includes(vkey) && keys.map(nameOfKey).includes(nameOfKey(vkey))
    ? [
        `${file}: it has the name of this service’s log, and is none of the keys that this browser knows of it`,
      ]
    : []

/** The files in a folder of an export, by their paths there. */
const below = (files: ExportFiles, folder: string): ExportFiles => ({
  read: (path, limit) => files.read(`${folder}/${path}`, limit),
  has: (name) => files.has(`${folder}/${name}`),
  async *paths(at) {
    for await (const path of files.paths(at === '.' ? folder : `${folder}/${at}`))
      yield path.slice(folder.length + 1)
  },
})
