import { ClientError } from '../../../sdk/errors.ts'
import type { Reconciliation } from '../../../sdk/reconcile.ts'
import { reconcileWithLog, sightOf } from '../../../sdk/reconcile-log.ts'
import { reconciledLines, reconciliationProblems } from '../../../sdk/reconcile-words.ts'
import { registerRows } from '../../../sdk/register.ts'
import { sentenceOf } from '../../../sdk/sentence.ts'
import { failureOf, restored } from '../failures.ts'
import { newestSeen, work } from '../open-session.ts'
import { LogContradictedError } from '../seen-log.ts'

/** How the reconciliation stands. It goes on whatever page is looked at. */
export type ReconcileCheck =
  | { at: 'none' | 'cancelled' }
  | { at: 'running'; rows: number; done: number; size: number }
  | { at: 'done'; fits: boolean; lines: string[]; misfits: number }
  | { at: 'failed'; message: string }

let check: ReconcileCheck = { at: 'none' }
/** Which one is wanted: one that was stopped ends at the next thing that it reads. */
let run = 0

export const reconciling = async (): Promise<ReconcileCheck> => {
  await work()
  return check
}

/** Reads the whole register, verifies the whole log, and holds one against the other. */
export async function startReconciling(): Promise<void> {
  if (check.at === 'running') return
  run += 1
  const own = run
  let running = { at: 'running' as const, rows: 0, done: 0, size: 0 }
  const onStep = (step: Partial<typeof running>): void => {
    if (own !== run) throw new CancelledError('stopped')
    running = { ...running, ...step }
    check = running
  }
  onStep({})
  try {
    const found = await reconciled(onStep)
    if (own === run) check = found
  } catch (error) {
    if (own !== run) return
    const message = sentenceOf(error)
    check = { at: 'failed', message: message ?? restored(failureOf(error, () => null)).message }
    // What contradicts the log stops everything, and is told by whatever is asked next.
    if (error instanceof LogContradictedError) throw error
  }
}

/** Ends it; nothing of what was found is kept. */
export async function cancelReconciling(): Promise<void> {
  run += 1
  check = { at: 'cancelled' }
}

class CancelledError extends ClientError {
  override name = 'CancelledError'
}

async function reconciled(
  onStep: (step: { rows?: number; done?: number; size?: number }) => void,
): Promise<ReconcileCheck> {
  const { session } = await work()
  const { verdict, reconciliation } = await reconcileWithLog(session, {
    rows: registerRows(session.client),
    sight: sightOf(session.person, await session.client.directory()),
    newest: async () => {
      const checkpoint = await newestSeen(session)
      if (checkpoint) return checkpoint
      throw new ClientError('The log has published nothing yet: there is nothing to compare.')
    },
    onRows: (rows) => onStep({ rows }),
    onProgress: (done, size) => onStep({ done: Number(done), size: Number(size) }),
  })
  return shown(reconciliation, verdict)
}

function shown(
  reconciliation: Reconciliation,
  { problems, size }: { problems: readonly string[]; size: bigint | null },
): ReconcileCheck {
  const wrong = [...problems, ...reconciliationProblems(reconciliation)]
  const fits = wrong.length === 0
  return {
    at: 'done',
    fits,
    lines: fits ? reconciledLines(reconciliation, size ?? 0n) : wrong,
    misfits: problems.length + reconciliation.misfitCount,
  }
}
