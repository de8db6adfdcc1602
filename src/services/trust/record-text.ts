import { StatementError } from '../../domain/wire/statement.ts'
import { readTrustRecord, type TrustRecord } from '../../domain/wire/trust/record.ts'

/** A record as it was stored. @throws Error when the database holds another thing */
export function parseRecord(text: string): TrustRecord {
  try {
    return readTrustRecord(text)
  } catch (error) {
    throw error instanceof StatementError
      ? new Error('the trust log in the database holds no trust record')
      : error
  }
}
