import { type Bounce, readBounce } from '../../src/mail/bounce/read.ts'
import type { Expected, ExpectedRow } from './expected.ts'

/** What a mail says of one recipient, in the terms of the expectations. */
export type ReadRow = { status: string; permanent: boolean; reason: string }

/** Shares between 0 and 1; of nothing, 1. */
export type Score = { files: number; rows: number; recipients: number; permanence: number; status: number }

/** Something that was read otherwise than expected, in a line for people. */
export type Miss = { file: string; what: string }

/**
 * Scores the reading of a folder of mails.
 *
 * - `recipients`: the share of mails with the right number of failed recipients.
 * - `permanence`, `status`: the share of expected rows that the row read for them has exactly. A mail's rows are paired in
 *   the mail's order, those of success (a status `2.x.x`) and the others each for themselves; an expected row without a
 *   pair is missed.
 */
export function score(
  expected: Expected,
  mailOf: (file: string) => Uint8Array,
): { score: Score; misses: Miss[] } {
  const misses: Miss[] = []
  const count = { files: 0, rows: 0, recipients: 0, permanence: 0, status: 0 }
  for (const [file, rows] of Object.entries(expected)) {
    const read = rowsOf(readBounce(mailOf(file)))
    const failed = rows.filter(isFailure)
    const found = read.filter(isFailure)
    count.files++
    if (failed.length === found.length) count.recipients++
    else misses.push({ file, what: `recipients: expected ${failed.length}, read ${found.length}` })
    const pairs = [
      ...pair(failed, found),
      ...pair(
        rows.filter((row) => !isFailure(row)),
        read.filter((row) => !isFailure(row)),
      ),
    ]
    for (const [wanted, got] of pairs) {
      count.rows++
      if (got?.permanent === wanted.permanent) count.permanence++
      else misses.push({ file, what: `permanence: expected ${words(wanted)}, read ${words(got)}` })
      if (got?.status === wanted.status) count.status++
      else misses.push({ file, what: `status: expected ${words(wanted)}, read ${words(got)}` })
    }
  }
  const share = (right: number, of: number) => (of === 0 ? 1 : Math.round((right / of) * 10_000) / 10_000)
  return {
    score: {
      files: count.files,
      rows: count.rows,
      recipients: share(count.recipients, count.files),
      permanence: share(count.permanence, count.rows),
      status: share(count.status, count.rows),
    },
    misses,
  }
}

/** Out-of-office mail and complaints are one row each, with no status; they are never taken for receipts. */
function rowsOf(bounce: Bounce): ReadRow[] {
  if (bounce.kind === 'away') return [{ status: '', permanent: false, reason: 'vacation' }]
  if (bounce.kind === 'complaint') return [{ status: '', permanent: false, reason: 'feedback' }]
  return bounce.recipients.map(({ status, hardBounce, reason }) => ({
    status,
    permanent: hardBounce,
    reason,
  }))
}

function isFailure({ status }: { status: string }): boolean {
  return !status.startsWith('2')
}

function pair(wanted: readonly ExpectedRow[], got: readonly ReadRow[]): [ExpectedRow, ReadRow | undefined][] {
  return wanted.map((row, at) => [row, got[at]])
}

function words(row: ReadRow | ExpectedRow | undefined): string {
  if (row === undefined) return 'nothing'
  return `${row.status || '(no status)'} ${row.reason ?? ''}${row.permanent ? ', permanent' : ''}`
}
