import type { Heard } from '../../../sdk/partner-keys.ts'
import type { FieldError } from '../../components/error-summary.tsx'
import { one, type Typed } from '../../typed.ts'

/** What was heard, as it was typed; null where nothing was chosen. */
export function heardOf(typed: Typed): Heard | null {
  const how = one(typed, 'how')
  if (how === 'words') return { words: one(typed, 'words') }
  if (how === 'in-person' || how === 'agency-record') return { fingerprint: one(typed, how), by: how }
  return null
}

/** What is missing of it. */
export function heardMissing(typed: Typed): FieldError[] {
  const how = one(typed, 'how')
  if (how === '') return [{ field: 'how', message: 'Select what its holder told you' }]
  if (one(typed, how) !== '') return []
  const message = how === 'words' ? 'Enter the words that they read to you' : 'Enter the fingerprint'
  return [{ field: how, message }]
}
