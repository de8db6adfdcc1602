import { sql } from 'kysely'
import type { Connection } from '../../store/connect.ts'
import { journalsIn, type KeptJournal } from '../journals.ts'

/**
 * Whether the journals are there and whole, which keep two different logs from being signed.
 *
 * @throws Error with what to do, where one is missing or damaged
 */
export async function journalsKept({ db }: Pick<Connection, 'db'>, dataDir: string): Promise<string> {
  const { rows } = await sql<{ log: boolean; trust: boolean }>`
    select exists (select from checkpoint) as log, exists (select from trust_checkpoint) as trust`.execute(db)
  const journals = await journalsIn(dataDir)
  const says = []
  for (const log of ['log', 'trust'] as const)
    says.push(await stateOf(journals[log], { isSigned: rows[0]?.[log] ?? false }))
  return says.join('; ')
}

async function stateOf({ name, journal, begins }: KeptJournal, { isSigned }: { isSigned: boolean }) {
  const last = await journal.last()
  if (last) return `${name} goes up to ${last.newSize}`
  if (!isSigned || begins) return `${name} is about to begin`
  if (await journal.rebuild.isSet())
    return `${name} is made again from the database at the sequencer's next try`
  throw new Error(
    `${name} in DATA_DIR is missing, and nothing is signed without it: restore it from its newest backup, also from one that is older than the database. Only when there is none: despatch journal rebuild`,
  )
}
