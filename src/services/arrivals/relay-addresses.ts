import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** For how long it is not asked again which addresses there are. */
const KEPT_MS = 10_000

/**
 * Whether an address is that of some partner's relay today. It decides only about room: partners find some left when
 * strangers have taken what is theirs. Whose mail it is, is judged anew for each (`sendingDomain`).
 */
export function createRelayAddresses(db: Db): (address: string) => Promise<boolean> {
  let known: Promise<ReadonlySet<string>> | undefined
  let readAt = Number.NEGATIVE_INFINITY
  return async (address) => {
    if (known === undefined || performance.now() - readAt > KEPT_MS) {
      readAt = performance.now()
      const before = known
      known = read(db).catch(() => before ?? new Set<string>())
    }
    return (await known).has(address)
  }
}

async function read(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ address: string }>`
    select distinct host(unnest(relay_addresses)) as address from network where valid @> current_date`.execute(
    db,
  )
  return new Set(rows.map(({ address }) => address))
}
