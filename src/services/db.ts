import type { Kysely } from 'kysely'
import type { Database } from '../store/tables.ts'

/** The database as services are given it: a pool, of the runtime login. */
export type Db = Kysely<Database>
