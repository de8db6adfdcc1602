import type { KeptEntries } from '../../domain/history/each-entry.ts'
import type { HistoryVerdict } from '../../domain/history/verdict.ts'
import type { KeptHistory } from '../../domain/history.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import type { KeptCheckpoint } from '../../sdk/checkpoint.ts'
import type { Client } from '../../sdk/client.ts'
import type { PastVerdict } from '../../sdk/past.ts'
import type { Session } from '../../sdk/session.ts'
import type { KeptTrust } from '../../sdk/trust/kept-trust.ts'
import type { LogVerdict, VerifiedPoint } from '../../sdk/verify-log.ts'
import type { SignedVerdict } from '../../sdk/verify-signed.ts'
import type { Failure } from '../worker/failures.ts'

/** What a log is verified by; all of it can be told to another thread, and no key and no token is in it. */
export type Asked = {
  origin: string
  service: Pick<Session['service'], 'logKey'>
  formerLogKeys: readonly string[]
  /** the note of the checkpoint that this browser has seen, and the one to verify against */
  kept: string | null
  checkpoint: string
  /** from where to go on; null to begin anew */
  after: VerifiedPoint | null
  /** what is known of the history up to there; 'unread' where it was not kept, and is not judged */
  history: KeptHistory | 'unread' | null
  /** and what became of the record of each entry; null where nothing was read before, or it was not kept */
  entries: KeptEntries | null
  /** what the trust log says: as it is believed, and all of it */
  state: TrustState
  whole: TrustState | null
  now: Date
}

export type Found = {
  verdict: LogVerdict
  /** null where it was not read from the beginning */
  history: { verdict: HistoryVerdict; kept: KeptHistory; entries: KeptEntries } | null
  signed: SignedVerdict
}

/** What a log is exported by: public values too. */
export type ExportAsked = {
  origin: string
  service: Pick<Session['service'], 'logKey' | 'trustKey'>
  /** the checkpoints to export up to, of the log and of the trust log */
  checkpoint: KeptCheckpoint
  trust: Pick<KeptCheckpoint, 'note' | 'size'>
  /** verifier keys of the witnesses that the agreement names */
  witnesses: readonly string[]
  /** the file that the person chose; null to make it in memory */
  into: FileSystemFileHandle | null
  now: Date
}

/** An export that was made. */
export type Exported = {
  /** null where it was written into a file that the person chose */
  archive: Blob | null
  entries: bigint
  /** records that the person may open, and those of the trust log */
  records: number
  trustRecords: bigint
  files: number
  bytes: number
}

/** What an export is verified by: the keys that the logs of this service have and had, and what this browser has read of its trust log. */
export type CheckAsked = {
  archive: Blob
  logKeys: readonly string[]
  trustKeys: readonly string[]
  trustSeen: Pick<KeptTrust, 'leaves' | 'checkpoint'>
  now: Date
}

/** What was found of an export, before it is held against the published log. */
export type CheckedExport = {
  vkey: string
  note: string
  verdict: LogVerdict
  history: HistoryVerdict
  signed: SignedVerdict
  past: PastVerdict
  trustRecords: number | null
  trustWithheld: number
  /** what is said of its witnesses and its agreement */
  lines: string[]
}

/** All that the thread does. */
export type Jobs = {
  verify: { asked: Asked; found: Found }
  export: { asked: ExportAsked; found: Exported }
  check: { asked: CheckAsked; found: CheckedExport }
}
export type Job = { [Name in keyof Jobs]: { job: Name; asked: Jobs[Name]['asked'] } }[keyof Jobs]

/** What the thread asks for, since only the session can fetch it, and what it is given then. */
export type Wanted = { of: 'log'; start: bigint; end: bigint | undefined } | { of: 'trust'; from: number }
export type Given =
  | { of: 'log'; page: Awaited<ReturnType<Client['logRecords']>> }
  | { of: 'trust'; page: Awaited<ReturnType<Client['trustRecords']>> }

/** What the worker is told: what to do, and what it asked for. */
export type ToLogWorker = Job | { given: Given } | { refused: Failure }

/** What it says. */
export type FromLogWorker =
  | { says: 'progress'; done: bigint; size: bigint }
  | { says: 'wanted'; wanted: Wanted }
  | { says: 'found'; found: Jobs[keyof Jobs]['found'] }
  | { says: 'failed'; failure: Failure }
