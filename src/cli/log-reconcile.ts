import { ClientError } from '../sdk/errors.ts'
import { reconcileWithLog, sightOf } from '../sdk/reconcile-log.ts'
import { reconciledLines, reconciliationProblems } from '../sdk/reconcile-words.ts'
import { registerRows } from '../sdk/register.ts'
import { type Cli, openReading } from './account.ts'
import { type CommonOptions, FailedError } from './action.ts'
import { keepCheckpoint } from './kept-checkpoint.ts'
import { demandVerified } from './log-verdict.ts'
import { witnessingFor, witnessingJson, witnessingLines } from './log-witnessed.ts'
import { type ProgressOptions, progressOf } from './progress.ts'

export type ReconcileOptions = CommonOptions & ProgressOptions

/**
 * Holds the register of disclosures against the log and names whatever does not fit; `createReconciliation` says what is
 * compared. The register of refusals and the `refused` entries are in no reconciliation.
 */
export async function reconcile(cli: Cli, options: ReconcileOptions): Promise<void> {
  const { terminal } = cli
  const reading = await openReading(cli, options)
  let note: string | undefined
  const { verdict, reconciliation } = await reconcileWithLog(reading, {
    rows: registerRows(reading.client),
    sight: sightOf(reading.person, await reading.client.directory()),
    newest: async () => {
      const checkpoint = await keepCheckpoint(cli, reading)
      if (!checkpoint)
        throw new ClientError('The log has published nothing yet: there is nothing to compare.')
      note = checkpoint.note
      return checkpoint
    },
    onRows: progressOf(cli, options, 'rows of the register'),
    onProgress: progressOf(cli, options, 'entries of the log'),
  })
  const { size, problems } = verdict
  const { misfitCount } = reconciliation
  const fits = problems.length === 0 && misfitCount === 0
  // Of the checkpoint that the register was held against: the last that was asked for.
  const witnessing = note === undefined ? null : await witnessingFor(reading, note)
  if (options.json) {
    const witnesses = witnessingJson(witnessing)
    terminal.json({
      reconciled: fits,
      verified: problems.length === 0,
      size,
      ...reconciliation,
      problems,
      witnesses,
    })
  } else {
    terminal.say(
      ...problems,
      ...reconciliationProblems(reconciliation),
      ...(fits ? [...reconciledLines(reconciliation, size ?? 0n), ...witnessingLines(witnessing)] : []),
    )
  }
  demandVerified(problems)
  if (misfitCount > 0) {
    throw new FailedError(
      `Register and log do not say the same: ${misfitCount === 1 ? 'one thing does' : `${misfitCount} things do`} not fit. Keep both as they are and tell the operator’s agency.`,
    )
  }
}
