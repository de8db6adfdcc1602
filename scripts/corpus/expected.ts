/** What is expected of one recipient of a mail; the reason is told in misses only. */
export type ExpectedRow = { status: string; permanent: boolean; reason?: string }

/** The rows that are expected of each file, in the order of its mail. */
export type Expected = Readonly<Record<string, readonly ExpectedRow[]>>

/** What is wrong with a file of expectations. */
export class ExpectedError extends Error {
  override name = 'ExpectedError'
}

/** Reads `{"file.eml": [{"status": "5.1.1", "permanent": true, …}, …], …}`. @throws ExpectedError */
export function readExpected(text: string): Expected {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new ExpectedError('The expectations are not JSON.')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new ExpectedError('The expectations are not an object of file names.')
  return Object.fromEntries(Object.entries(parsed).map(([file, rows]) => [file, readRows(file, rows)]))
}

function readRows(file: string, rows: unknown): ExpectedRow[] {
  // A name that leads out of the folder is not one of its mails.
  if (/[/\\]|^\.{0,2}$/.test(file))
    throw new ExpectedError(`"${file}" is not the name of a file in the folder.`)
  if (!Array.isArray(rows)) throw new ExpectedError(`What is expected of ${file} is not a list.`)
  return rows.map((row: unknown) => {
    if (typeof row !== 'object' || row === null) throw new ExpectedError(`A row of ${file} is not an object.`)
    const status = 'status' in row ? row.status : undefined
    const permanent = 'permanent' in row ? row.permanent : undefined
    if (typeof status !== 'string' || typeof permanent !== 'boolean')
      throw new ExpectedError(`A row of ${file} lacks "status" (text) or "permanent" (true or false).`)
    const reason = 'reason' in row && typeof row.reason === 'string' ? { reason: row.reason } : {}
    return { status, permanent, ...reason }
  })
}
