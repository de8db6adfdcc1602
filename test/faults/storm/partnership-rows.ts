import pg from 'pg'

/** What loading the demonstration fills, parents before children. */
const TABLES = [
  'agency',
  'mail_domain',
  'network',
  'person',
  'role_grant',
  'mailbox',
  'membership',
  'certificate',
  'subkey',
  'key_generation',
  'key_part',
  'key_grant',
  'agreement',
  'agreement_signature',
  'trust_record',
  'trust_private',
  'anchor',
]

/** Copies the demonstration partnership from one database into another that has the same tables and no rows. */
export async function copyPartnership(fromUrl: string, toUrl: string): Promise<void> {
  const [from, to] = [new pg.Client(fromUrl), new pg.Client(toUrl)]
  await Promise.all([from.connect(), to.connect()])
  try {
    for (const table of TABLES) {
      const { rows } = await from.query(`select json_agg(t) as rows from ${table} t`)
      await to.query(
        `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows[0]?.rows ?? [])],
      )
    }
  } finally {
    await Promise.all([from.end(), to.end()])
  }
}
