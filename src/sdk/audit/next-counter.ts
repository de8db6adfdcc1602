import { ClientError } from '../errors.ts'
import type { ReportFolder } from './verify-report.ts'

/** Two digits, as a countersignature is called in the report. */
const MOST_COUNTERSIGNED = 99

/** The number of the next countersignature: after a gap the largest counts. @throws ClientError where no further one has a place */
export async function nextCounter(folder: Pick<ReportFolder, 'paths'>): Promise<number> {
  const taken = (await folder.paths()).map((path) => Number(/^countersigned-([0-9]+)\./.exec(path)?.[1] ?? 0))
  const next = 1 + Math.max(0, ...taken)
  if (next <= MOST_COUNTERSIGNED) return next
  throw new ClientError(
    `The report has a file countersigned-${next - 1}, and no more than ${MOST_COUNTERSIGNED} have a place. Nothing was signed.`,
  )
}
