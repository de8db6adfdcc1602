import type { Selectable } from 'kysely'
import { CertificateError, readCertificate } from '../../crypto/certificate.ts'
import { problem } from '../../domain/problems.ts'
import { type DeviceRow, DeviceStatement, type RegisterDeviceRequest } from '../../domain/wire/account.ts'
import type { Database } from '../../store/tables.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandOwnSignature } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import { endOfDevice } from './sessions.ts'
import { demandFresh } from './statement-time.ts'

/** Machines of one person that are not revoked. */
const MOST_DEVICES = 20
/** Devices that are shown, the revoked ones among them. */
const MOST_SHOWN = 200

export type Devices = ReturnType<typeof createDevices>

/**
 * The machines that may sign in for a person, each with a key of its own which never leaves it, approved once by the
 * person's key. A device signs challenges and nothing else: nothing that it signs counts as the person's word.
 */
export function createDevices({ db, clock, origin }: { db: Db; clock: () => Date; origin: string }) {
  return {
    async list(personId: string): Promise<DeviceRow[]> {
      const rows = await db
        .selectFrom('device')
        .selectAll()
        .where('person_id', '=', personId)
        .orderBy('registered_at', 'desc')
        .orderBy('fpr')
        .limit(MOST_SHOWN)
        .execute()
      return rows.map(rowOf)
    },

    /** @throws ProblemError `signature-not-yours`, `signature-invalid`, `conflict` or `invalid-request` */
    async register(caller: Caller, asked: RegisterDeviceRequest): Promise<DeviceRow> {
      const { certificate: armored, statement, signature } = asked
      const now = clock()
      const said = readStatement(DeviceStatement, statement)
      if (said.login !== caller.login || said.origin !== origin) {
        throw problem('invalid-request', 'The statement is for another account or another service.')
      }
      demandFresh(said.time, now)
      const signer = await demandOwnSignature(db, caller, { type: 'device/1', statement, signature, now })
      if (said.device === signer || (await fingerprintOf(armored)) !== said.device) {
        throw problem('invalid-request', 'The statement names another key than the one that was sent.')
      }
      const { count } = await db
        .selectFrom('device')
        .select((of) => of.fn.countAll<bigint>().as('count'))
        .where('person_id', '=', caller.personId)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow()
      if (count >= MOST_DEVICES) {
        throw problem('conflict', `You have ${MOST_DEVICES} devices; revoke one that you no longer use.`)
      }
      const made = await db
        .insertInto('device')
        .values({
          fpr: said.device,
          person_id: caller.personId,
          approved_by: signer,
          label: said.label,
          armored,
          statement,
          signature,
          registered_at: now,
        })
        .onConflict((at) => at.column('fpr').doNothing())
        .returningAll()
        .executeTakeFirst()
      if (!made) throw problem('conflict', 'A device with that key is registered already.')
      return rowOf(made)
    },

    /** Revokes a device and ends its sessions. Again, it changes nothing. @throws ProblemError `not-found` */
    async revoke(caller: Caller, fpr: string): Promise<DeviceRow> {
      const now = clock()
      return db.transaction().execute(async (trx) => {
        const found = await trx
          .selectFrom('device')
          .selectAll()
          .where('fpr', '=', fpr)
          .where('person_id', '=', caller.personId)
          .forUpdate()
          .executeTakeFirst()
        if (!found) throw problem('not-found', 'You have no device with that key.')
        if (found.revoked_at !== null) return rowOf(found)
        await trx.updateTable('device').set({ revoked_at: now }).where('fpr', '=', fpr).execute()
        await endOfDevice(trx, fpr, now)
        return rowOf({ ...found, revoked_at: now })
      })
    },

    async noteUse(fpr: string): Promise<void> {
      await db.updateTable('device').set({ last_used_at: clock() }).where('fpr', '=', fpr).execute()
    },
  }
}

async function fingerprintOf(armored: string): Promise<string> {
  try {
    return (await readCertificate(armored)).getFingerprint()
  } catch (error) {
    if (error instanceof CertificateError) throw problem('invalid-request', error.message)
    throw error
  }
}

const rowOf = (row: Selectable<Database['device']>): DeviceRow => ({
  fingerprint: row.fpr,
  label: row.label,
  registeredAt: row.registered_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
})
