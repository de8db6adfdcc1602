import { problem } from '../../domain/problems.ts'

/** A page of the register: newest first, from below the cursor. */
export type RegisterPage = { cursor?: string | undefined; limit: number }

/** The sequence number that a cursor stands for; undefined for the first page. @throws ProblemError `invalid-request` */
export function readCursor(cursor: string | undefined): bigint | undefined {
  if (cursor === undefined) return undefined
  if (/^[1-9][0-9]{0,17}$/.test(cursor)) return BigInt(cursor)
  throw problem('invalid-request', 'The cursor is not one that this list gave.')
}

/** The cursor of the next page, where `rows` is one longer than the page when there is one. */
export function nextCursor(rows: readonly { seq: bigint }[], limit: number): string | null {
  const last = rows[limit - 1]
  return rows.length > limit && last ? String(last.seq) : null
}
