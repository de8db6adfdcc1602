import Type from 'typebox'
import { check } from '../../domain/wire/check.ts'
import { UsageError } from '../action.ts'
import { readData } from '../data-file.ts'

/** What a column of a case system is in the form: its path, or null for one that is left out. */
export type ColumnNames = (header: string) => string | null

const Names = Type.Record(
  Type.String(),
  Type.Union([Type.String({ minLength: 1, maxLength: 300 }), Type.Null()]),
)

/**
 * The names that a file gives columns; a column that it does not name goes by its own, and one without a name is left out.
 *
 * @throws UsageError when the file is not an object of texts and nulls
 */
export async function columnNames(path: string | undefined): Promise<ColumnNames> {
  const own: ColumnNames = (header) => header.trim() || null
  if (path === undefined) return own
  const named = await readData(path)
  if (check(Names, named).length > 0 || typeof named !== 'object' || named === null)
    throw new UsageError(
      `${path} must be a JSON object from the columns of your file to fields, such as {"Surname": "informer.name", "Ward": null}`,
    )
  const names = new Map<string, string | null>(Object.entries(named))
  return (header) => {
    const found = names.get(header.trim())
    return found === undefined ? own(header) : found
  }
}
