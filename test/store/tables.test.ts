import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATION_TABLES } from '../../src/store/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { readTableTypes, type TableTypes } from './table-types.ts'

let database: TestDatabase
let declared: TableTypes
let actual: TableTypes
let functions: { name: string; definer: boolean; path: string | null }[]

beforeAll(async () => {
  database = await createTestDatabase()
  declared = readTableTypes(await readFile(join(import.meta.dirname, '../../src/store/tables.ts'), 'utf8'))
  const client = new pg.Client(database.superuserUrl)
  await client.connect()
  actual = await readSchema(client)
  functions = await readFunctions(client)
  await client.end()
})
afterAll(() => database.drop())

test('tables.ts has the tables of the migrations, no fewer and no more', () => {
  expect(Object.keys(declared).sort()).toEqual(Object.keys(actual).sort())
})

test('every column has the name, the type, the nullability and the default that tables.ts says', () => {
  const withoutWords = (tables: TableTypes) => mapColumns(tables, ({ words, ...column }) => column)
  expect(withoutWords(declared)).toEqual(withoutWords(actual))
})

test('where tables.ts names the words that a column may hold, the database keeps the same', () => {
  const named = mapColumns(declared, (column) => column.words)
  for (const [table, columns] of Object.entries(named))
    for (const [column, words] of Object.entries(columns))
      if (words)
        expect({ table, column, words: actual[table]?.[column]?.words }).toEqual({ table, column, words })
})

// Temporary tables and functions are anybody's: what is found by a path is found there last.
test('every function of ours says where it finds what it names, and one with its owner’s rights names the schema itself', () => {
  const paths = (definer: boolean) => [
    'search_path=pg_catalog, pg_temp',
    ...(definer ? [] : ['search_path=pg_catalog, public, pg_temp']),
  ]
  expect(functions.length).toBeGreaterThan(10)
  expect(functions.filter(({ definer, path }) => path === null || !paths(definer).includes(path))).toEqual([])
})

async function readFunctions(client: pg.Client): Promise<typeof functions> {
  const { rows } = await client.query(
    `select proname as name, prosecdef as definer,
         (select setting from unnest(proconfig) setting where setting like 'search_path=%') as path
       from pg_proc
       where pronamespace = 'public'::regnamespace
         and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e')
       order by name`,
  )
  return rows
}

function mapColumns<T>(tables: TableTypes, change: (column: TableTypes[string][string]) => T) {
  return Object.fromEntries(
    Object.entries(tables).map(([table, columns]) => [
      table,
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, change(column)])),
    ]),
  )
}

/** How connect.ts gives the values of PostgreSQL's types. */
const AS_TYPESCRIPT: Record<string, string> = {
  text: 'string',
  uuid: 'string',
  date: 'string',
  daterange: 'string',
  tstzrange: 'string',
  inet: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'bigint',
  bool: 'boolean',
  timestamptz: 'Date',
  bytea: 'Uint8Array',
  _text: 'string[]',
  _inet: 'string[]',
}

async function readSchema(client: pg.Client): Promise<TableTypes> {
  const { rows } = await client.query<{
    table: string
    column: string
    type: string
    nullable: boolean
    filled: boolean
    checks: string[]
  }>(
    `select c.table_name as table, c.column_name as column, c.udt_name as type, c.is_nullable = 'YES' as nullable,
       c.column_default is not null or c.is_identity = 'YES' as filled,
       array(select pg_get_constraintdef(k.oid)
             from pg_constraint k
             join pg_attribute a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
             where k.contype = 'c' and k.conrelid = format('%I', c.table_name)::regclass
               and a.attname = c.column_name) as checks
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> all ($1)`,
    [MIGRATION_TABLES],
  )
  const tables: TableTypes = {}
  for (const { table, column, type, nullable, filled, checks } of rows) {
    const columns = tables[table] ?? {}
    tables[table] = columns
    columns[column] = {
      type: AS_TYPESCRIPT[type] ?? `no TypeScript type is known for ${type}`,
      nullable,
      filled,
      words: wordsOf(checks),
    }
  }
  return tables
}

/** `CHECK ((route = ANY (ARRAY['local'::text, 'mail'::text])))` → local, mail. */
function wordsOf(checks: readonly string[]): string[] | null {
  const list = checks
    .map((check) => /= ANY \(ARRAY\[(.*?)\]\)/.exec(check)?.[1])
    .find((found) => found !== undefined)
  return list ? [...list.matchAll(/'([^']*)'/g)].map(([, word]) => word ?? '').sort() : null
}
