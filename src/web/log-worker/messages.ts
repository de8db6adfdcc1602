import type { HistoryVerdict } from '../../domain/history/verdict.ts'
import type { KeptHistory } from '../../domain/history.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import type { Client } from '../../sdk/client.ts'
import type { Session } from '../../sdk/session.ts'
import type { DecisionsVerdict } from '../../sdk/verify-decisions.ts'
import type { LogVerdict, VerifiedPoint } from '../../sdk/verify-log.ts'
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
  /** what the trust log says: as it is believed, and all of it */
  state: TrustState
  whole: TrustState | null
  now: Date
}

export type Found = {
  verdict: LogVerdict
  /** null where it was not read from the beginning */
  history: { verdict: HistoryVerdict; kept: KeptHistory } | null
  decisions: DecisionsVerdict
}

type RecordsPage = Awaited<ReturnType<Client['logRecords']>>

/** What the worker is told: what to verify, and the records that it asked for, which only the session can fetch. */
export type ToLogWorker = { asked: Asked } | { records: RecordsPage } | { refused: Failure }

/** What it says. */
export type FromLogWorker =
  | { says: 'progress'; done: bigint; size: bigint }
  | { says: 'records'; start: bigint; end: bigint | undefined }
  | { says: 'found'; found: Found }
  | { says: 'failed'; failure: Failure }
