import { hash } from 'node:crypto'
import { parseStatement } from '../domain/wire/statement.ts'
import { RuleAmendment } from '../domain/wire/trust/rules.ts'
import type { Db } from './db.ts'
import { parseRecord } from './trust/record-text.ts'

/** Every amendment of the rules that was entered, in the order of the trust log, with the SHA-256 of its text. */
export async function readAmendments(db: Db): Promise<{ document: RuleAmendment; sha256: string }[]> {
  const rows = await db
    .selectFrom('trust_record')
    .select('record')
    .where('type', '=', 'rules')
    .orderBy('id')
    .execute()
  return rows.map(({ record }) => {
    const { statement } = parseRecord(record)
    return { document: parseStatement(RuleAmendment, statement), sha256: hash('sha256', statement) }
  })
}
