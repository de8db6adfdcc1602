import type { NotYet, Reconciliation } from './reconcile.ts'

/** What does not fit, as lines for a person; none where everything does. */
export const reconciliationProblems = ({ misfits, misfitCount }: Reconciliation): string[] => [
  ...misfits.map(({ reference, entry, problem }) => {
    const where = [...(reference === null ? [] : [reference]), ...(entry === null ? [] : [`entry ${entry}`])]
    return `${where.join(', ')}: ${problem}`
  }),
  ...(misfits.length < misfitCount ? [`and ${misfitCount - misfits.length} more`] : []),
]

const WHY: Readonly<Record<NotYet['why'], string>> = {
  'not-published': 'its entry is not published yet',
  newer: 'its entry is newer than the checkpoint',
  'filed-since': 'the entry of its filing is not published yet',
}

/** What a register that fits its log comes to, as lines for a person. */
export function reconciledLines(found: Reconciliation, size: bigint): string[] {
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
