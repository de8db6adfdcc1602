import { type SqlBool, sql } from 'kysely'
import type { KeyGrantResponse } from '../../domain/wire/key-response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { grantsWhere } from './grants-where.ts'

/** Every part of a mailbox key that was granted to the caller's own certificates and not withdrawn. */
export const readKeyGrants = (db: Db, { personId }: Caller): Promise<KeyGrantResponse[]> =>
  grantsWhere(
    db,
    sql<SqlBool>`key_grant.grantee_fpr in (select fpr from certificate where person_id = ${personId})`,
  )
