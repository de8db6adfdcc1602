import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './tables.ts'

// PostgreSQL's numbers for the types that pg would otherwise give as text or as a local midnight.
const BIGINT = 20
const DATE = 1082

/**
 * How values come out: bigint as `bigint` (indices of the log reach beyond 2^53), date as `YYYY-MM-DD` text
 * (a `Date` would move with the time zone), timestamps as `Date`, bytea as bytes.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === BIGINT) return (text: string) => BigInt(text)
    if (oid === DATE) return (text: string) => text
    return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid, 'text')
  },
}

/**
 * How long a statement goes without an answer at most. A server that vanished without a goodbye (a failover, a firewall) is
 * otherwise waited for as long as the system sends its packets again: a quarter of an hour, and everybody behind it.
 */
const STATEMENT_MS = 30_000

export interface Connection {
  db: Kysely<Database>
  pool: pg.Pool
  close(): Promise<void>
}

/**
 * Opens a pool of connections; nothing connects before the first query.
 *
 * @param max the most connections at once
 * @param applicationName what the database's own lists of sessions show
 * @param statementMs how long a statement may go without an answer; its connection is given up then
 */
export function connect(
  url: string,
  options: { max: number; applicationName: string; statementMs?: number },
): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
    query_timeout: options.statementMs ?? STATEMENT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  })
  // An idle connection that breaks is dropped from the pool and the next query opens another; without a
  // listener Node would end the process.
  pool.on('error', () => undefined)
  // The same for one that is in use, between two statements of a transaction: the next statement fails, which is
  // where it is dealt with.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  pool.on('connect', prepareNamed)
  pool.on('connect', dropSilent)
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}

/** `/* prepared: accept *\/ insert into …`. One name, one text. */
const NAMED = /^\/\* prepared: ([a-z ]+) \*\//

/**
 * Lets a statement that begins by naming itself be prepared once for each connection, so that PostgreSQL parses and
 * plans it once: for the few long ones that are run for every submission. (Kysely has no word for it.)
 */
function prepareNamed(client: pg.PoolClient): void {
  const query = client.query
  Object.assign(client, {
    query(...asked: unknown[]): unknown {
      const [text, values] = asked
      const name = typeof text === 'string' && asked.length === 2 ? NAMED.exec(text)?.[1] : undefined
      return Reflect.apply(query, client, name === undefined ? asked : [{ name, text, values }])
    },
  })
}

/** What a statement fails with that had no answer in time (pg gives it no code). */
const SILENT = 'Query read timeout'

/** Ends a connection that did not answer: in the pool it would keep the next one waiting as well. */
function dropSilent(client: pg.PoolClient): void {
  const query = client.query
  Object.assign(client, {
    query(...asked: unknown[]): unknown {
      const answer: unknown = Reflect.apply(query, client, asked)
      if (answer instanceof Promise) {
        answer.catch((error: unknown) => {
          if (error instanceof Error && error.message === SILENT) client.connection.stream.destroy(error)
        })
      }
      return answer
    },
  })
}
