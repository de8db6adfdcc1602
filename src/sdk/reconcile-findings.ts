/** Something that does not fit. `reference` is null when nothing tells whose the entry is. */
export type Misfit = { reference: string | null; entry: bigint | null; problem: string }

/**
 * A row that cannot be judged yet, which is not wrong: its entry is not published, or stands beyond the checkpoint, or
 * its reader filed it and that entry is still to come.
 */
export type NotYet = { reference: string; why: 'not-published' | 'newer' | 'filed-since' }

/** What the reading of the register against the log found. Everything fits when `misfitCount` is 0. */
export type Reconciliation = {
  /** rows of the register */
  rows: number
  /** `accepted` and `arrived` entries that the register must know of */
  disclosures: number
  /** how many of those were compared with what stands behind them, were erased on time, are not for this reader */
  opened: number
  erased: number
  withheld: number
  /** disclosures that were published while the register was being read, and are not in what was read */
  since: number
  /** how many there are, and the first of them by name */
  notYetCount: number
  notYet: NotYet[]
  misfitCount: number
  misfits: Misfit[]
}

/** As many are named; all are counted. The register of another service has a misfit in every row. */
const MOST_NAMED = 1_000

/** Collects what a reconciliation finds. */
export function createFindings() {
  const found: Reconciliation = {
    rows: 0,
    disclosures: 0,
    opened: 0,
    erased: 0,
    withheld: 0,
    since: 0,
    notYetCount: 0,
    notYet: [],
    misfitCount: 0,
    misfits: [],
  }
  return {
    count(what: 'rows' | 'disclosures' | 'opened' | 'erased' | 'withheld' | 'since'): void {
      found[what] += 1
    },
    misfit(reference: string | null, entry: bigint | null, problem: string): void {
      found.misfitCount += 1
      if (found.misfits.length < MOST_NAMED) found.misfits.push({ reference, entry, problem })
    },
    notYet(reference: string, why: NotYet['why']): void {
      found.notYetCount += 1
      if (found.notYet.length < MOST_NAMED) found.notYet.push({ reference, why })
    },
    result: (): Reconciliation => found,
  }
}
