import { createEachEntry } from '../../domain/history/each-entry.ts'
import { createHistory } from '../../domain/history.ts'
import { createClient } from '../../sdk/client.ts'
import type { LoggedEntry } from '../../sdk/reconcile.ts'
import { verifyWithDestructions } from '../../sdk/verify-destroyed.ts'
import { verifyServer } from '../../sdk/verify-log.ts'
import { createSignedEntries } from '../../sdk/verify-signed.ts'
import type { Hands } from './log-worker.ts'
import type { Asked, Found } from './messages.ts'

/** Verifies the published log. The tree is fetched here; what stands behind the entries the session fetches, which has the token. */
export async function verify(asked: Asked, { hash, fetched, onProgress }: Hands): Promise<Found> {
  const { origin, service, formerLogKeys, kept, checkpoint, after, now, state, whole } = asked
  const { logFile } = createClient({ origin })
  const log = {
    client: {
      logFile,
      logRecords: (start: bigint, end?: bigint) => fetched({ of: 'log', start, end }),
    },
    ...{ service, formerLogKeys, hash },
  }
  const history = asked.history === 'unread' ? null : createHistory(asked.history ?? undefined, { now })
  const each = createEachEntry(asked.entries ?? undefined)
  const signedEntries = createSignedEntries({
    ...{ vkey: service.logKey, state, history },
    ...(whole ? { whole } : {}),
  })
  const asking = {
    ...{ kept, checkpoint, signedIn: true, opensAll: true },
    ...(after ? { after } : {}),
    onEntry(entry: LoggedEntry) {
      history?.add(entry)
      if (history) each.see(entry)
      signedEntries.see(entry)
    },
    settled: signedEntries.settled,
    onProgress,
  }
  const verdict = history
    ? await verifyWithDestructions(log, asking, {
        verdict: history.verdict,
        goOn() {
          history.goOn()
          each.goOn()
        },
      })
    : await verifyServer(log, asking)
  return {
    verdict,
    history: history && { verdict: history.verdict(true), kept: history.keep(), entries: each.keep() },
    signed: signedEntries.verdict(),
  }
}
