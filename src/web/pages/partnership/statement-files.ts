import type { Found } from '../../../sdk/agreement/gather.ts'
import type { FieldError } from '../../components/error-summary.tsx'

/** No file of a statement is larger, in bytes; and so many lie beside one at most. */
const [LARGEST, LARGEST_ARMORED, MOST_BESIDE] = [1024 * 1024, 128 * 1024, 600]

/** The texts of the files that were chosen. */
export type StatementFiles = {
  statement: { name: string; text: string }
  beside: { armored: Found[]; own: string | null }
}

/** Reads what was chosen in a form, or says what is wrong with it. */
export async function statementFiles(
  fields: FormData,
): Promise<{ faults: FieldError[]; given: StatementFiles | null }> {
  const filesOf = (name: string): File[] =>
    fields.getAll(name).filter((one) => one instanceof File && one.size > 0) as File[]
  const [statement] = filesOf('statement')
  const signatures = filesOf('signatures')
  const [own] = filesOf('private')
  const faults: FieldError[] = []
  if (!statement) faults.push({ field: 'statement', message: 'Select the file that was signed' })
  if (signatures.length === 0) faults.push({ field: 'signatures', message: 'Select the signatures' })
  if (signatures.length > MOST_BESIDE)
    faults.push({ field: 'signatures', message: `Select ${MOST_BESIDE} files or fewer` })
  for (const [field, file] of [
    ['statement', statement],
    ['private', own],
  ] as const)
    if (file && file.size > LARGEST) faults.push({ field, message: 'The file must be smaller than 1 MB' })
  if (signatures.some(({ size }) => size > LARGEST_ARMORED))
    faults.push({ field: 'signatures', message: 'Each file must be smaller than 128 kB' })
  if (!statement || faults.length > 0) return { faults, given: null }
  const armored = await Promise.all(
    signatures.map(async (file) => ({ name: file.name, armored: (await file.text()).trim() })),
  )
  return {
    faults,
    given: {
      statement: { name: statement.name, text: await statement.text() },
      beside: { armored, own: own ? await own.text() : null },
    },
  }
}
