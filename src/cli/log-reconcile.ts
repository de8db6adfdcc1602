import { ClientError } from '../sdk/errors.ts'
import type { NotYet, Reconciliation } from '../sdk/reconcile.ts'
import { reconcileWithLog, sightOf } from '../sdk/reconcile-log.ts'
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
  const { misfits, misfitCount } = reconciliation
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
      ...misfits.map(
        ({ reference, entry, problem }) =>
          `${[...(reference === null ? [] : [reference]), ...(entry === null ? [] : [`entry ${entry}`])].join(', ')}: ${problem}`,
      ),
      ...(fits ? [...summary(reconciliation, size ?? 0n), ...witnessingLines(witnessing)] : []),
    )
    if (misfits.length < misfitCount) terminal.say(`and ${misfitCount - misfits.length} more`)
  }
  demandVerified(problems)
  if (misfitCount > 0) {
    throw new FailedError(
      `Register and log do not say the same: ${misfitCount === 1 ? 'one thing does' : `${misfitCount} things do`} not fit. Keep both as they are and tell the operator’s agency.`,
    )
  }
}

const WHY: Readonly<Record<NotYet['why'], string>> = {
  'not-published': 'its entry is not published yet',
  newer: 'its entry is newer than the checkpoint',
  'filed-since': 'the entry of its filing is not published yet',
}

function summary(found: Reconciliation, size: bigint): string[] {
  const { rows, disclosures, opened, erased, withheld, since, notYetCount, notYet } = found
  const lines = [
    `Register and log say the same: ${rows} rows, ${disclosures} disclosures among ${size} entries of a verified log.`,
    `Of the disclosures ${opened} were opened and compared; ${erased} are erased and ${withheld} withheld, of which leaf and row stand.`,
  ]
  if (since > 0) lines.push(`${since} came in while the register was being read.`)
  if (notYetCount > 0) {
    lines.push(
      `Not to be judged yet: ${notYetCount} of the rows. Reconcile again later.`,
      ...notYet.map(({ reference, why }) => `  ${reference}: ${WHY[why]}`),
    )
  }
  return lines
}
