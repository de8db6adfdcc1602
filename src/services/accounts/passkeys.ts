import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { sha256Hex } from '../../crypto/digest.ts'
import { answerRegistration, answerSignIn, isRecord, provesPassphrase } from '../../crypto/opaque.ts'
import { passkeyName } from '../../crypto/passkey-secrets.ts'
import { isProblem, problem } from '../../domain/problems.ts'
import {
  type AddPasskeyRequest,
  type PasskeyFinishRequest,
  type PasskeyKeyResponse,
  type PasskeyRegistrationRequest,
  type PasskeyRow,
  type PasskeyStartRequest,
  type PasskeyStartResponse,
  PasskeyStatement,
} from '../../domain/wire/passkey.ts'
import type { Database } from '../../store/tables.ts'
import { type Caller, readCaller } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandOwnSignature } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import { opaqueAnswer } from './opaque-answer.ts'
import { createSealedState } from './sealed-state.ts'
import { endOfPasskey } from './sessions.ts'
import { demandFresh } from './statement-time.ts'
import { useUp } from './used-once.ts'

/** Between the two calls of a sign-in: the authenticator was asked before the first. */
const STATE_LIFE_MS = 120_000
/** Passkeys of one person. */
const MOST_PASSKEYS = 20

export type Passkeys = ReturnType<typeof createPasskeys>

/**
 * Sign-in by passkey: OPAQUE (RFC 9807) with a secret of 256 bits that is derived from the passkey's PRF in place of a
 * passphrase, under the passkey's own id in place of a login, and a copy of the person's key that is wrapped for it alone.
 * There is nothing to be guessed at, so no attempt counts as a guess, and a lock of the passphrase does not hold here.
 *
 * @param origin the service's `PUBLIC_URL`; a record or proof made for another service is none here
 * @param key a secret that every process of the service shares
 * @param setup the server's secret of OPAQUE: another one voids every passkey
 */
export function createPasskeys({ db, clock, origin, key, setup }: PasskeyDependencies) {
  const states = createSealedState(key, 'passkey')

  return {
    /** By what name its failures are counted. */
    nameOf: passkeyName,

    /** Answers the first message of a sign-in: the same for a passkey that nobody has. @throws ProblemError `invalid-request` */
    async begin({ credential, request }: PasskeyStartRequest): Promise<PasskeyStartResponse> {
      const login = await passkeyName(credential)
      const known = await db
        .selectFrom('passkey')
        .select('record')
        .where('credential_sha256', '=', await sha256Hex(credential))
        .executeTakeFirst()
      const { response, kept } = await opaqueAnswer(() =>
        answerSignIn(setup, { login, origin }, { record: known?.record ?? null, request }),
      )
      const ends = clock().getTime() + STATE_LIFE_MS
      const state = states.seal({
        id: randomUUID(),
        login,
        version: 0,
        opaque: kept,
        ends,
        browser: null,
        ownBrowser: false,
      })
      return { origin, response, state, expiresAt: new Date(ends).toISOString() }
    },

    /**
     * Who proved their passkey. Only they are given its copy of the key. Every refusal reads the same; but who has proved who
     * they are is told that their account is dormant.
     */
    async finish({
      credential,
      state,
      finish,
    }: Pick<PasskeyFinishRequest, 'credential' | 'state' | 'finish'>): Promise<{
      caller: Caller
      passkey: string
      key: PasskeyKeyResponse
    }> {
      const refused = problem(
        'sign-in-refused',
        'That passkey signs in nobody here: it was removed, or its owner may not sign in, or it took too long.',
      )
      const now = clock()
      const login = await passkeyName(credential)
      const kept = states.open(state)
      if (!kept || kept.login !== login || kept.ends < now.getTime()) throw refused
      if (!(await provesPassphrase({ login, origin }, { kept: kept.opaque, finish }))) throw refused
      const known = await db
        .selectFrom('passkey')
        // A key that counts no more is not given out, whoever has a passkey for it.
        .innerJoin('certificate', 'certificate.fpr', 'passkey.fpr')
        .select(['passkey.id', 'passkey.person_id', 'passkey.wrapped_key', 'passkey.fpr'])
        .where('certificate.state', '=', 'current')
        .whereRef('certificate.person_id', '=', 'passkey.person_id')
        .where('credential_sha256', '=', await sha256Hex(credential))
        .executeTakeFirst()
      if (!known || !(await useUp(db, { nonce: kept.id, ends: new Date(kept.ends), now }))) throw refused
      const caller = await readCaller(db, known.person_id, now).catch((error: unknown) => {
        throw isProblem(error, 'account-dormant') ? error : refused
      })
      return { caller, passkey: known.id, key: { wrapped: known.wrapped_key, fingerprint: known.fpr } }
    },

    /** Answers the first message of a registration. Nothing is kept of it. @throws ProblemError `invalid-request` */
    async beginRegistration({ credential, request }: PasskeyRegistrationRequest): Promise<string> {
      const name = await passkeyName(credential)
      return opaqueAnswer(() => answerRegistration(setup, name, request))
    },

    /** The caller's own, the newest first. */
    async list(personId: string): Promise<PasskeyRow[]> {
      const rows = await db
        .selectFrom('passkey')
        .selectAll()
        .where('person_id', '=', personId)
        .orderBy('added_at', 'desc')
        .orderBy('id', 'desc')
        .limit(MOST_PASSKEYS)
        .execute()
      return rows.map(rowOf)
    },

    /**
     * Adds a passkey of the caller's.
     *
     * @throws ProblemError `signature-not-yours`, `signature-invalid`, `digest-mismatch`, `conflict` or `invalid-request`
     */
    async add(caller: Caller, asked: AddPasskeyRequest): Promise<PasskeyRow> {
      const { record, wrapped, statement, signature } = asked
      const now = clock()
      const said = readStatement(PasskeyStatement, statement)
      if (said.login !== caller.login || said.origin !== origin) {
        throw problem('invalid-request', 'The statement is for another account or another service.')
      }
      demandFresh(said.time, now)
      const signer = await demandOwnSignature(db, caller, { type: 'passkey/1', statement, signature, now })
      if (said.fingerprint !== signer) {
        throw problem('invalid-request', 'The statement names another key than the one that signed it.')
      }
      if (said.record !== (await sha256Hex(record)) || said.wrapped !== (await sha256Hex(wrapped))) {
        throw problem('digest-mismatch', 'The statement is about another record or another wrapped key.')
      }
      const login = await passkeyName(said.credential)
      if (!(await isRecord(setup, { login, origin }, record))) {
        throw problem('invalid-request', 'The record is none of OPAQUE.')
      }
      const credential_sha256 = await sha256Hex(said.credential)
      return db.transaction().execute(async (trx) => {
        // Of two that are added at once the second sees the first.
        await trx
          .selectFrom('person')
          .select('id')
          .where('id', '=', caller.personId)
          .forNoKeyUpdate()
          .executeTakeFirstOrThrow()
        const { count } = await trx
          .selectFrom('passkey')
          .select((of) => of.fn.countAll<bigint>().as('count'))
          .where('person_id', '=', caller.personId)
          .executeTakeFirstOrThrow()
        if (count >= MOST_PASSKEYS) {
          throw problem('conflict', `You have ${MOST_PASSKEYS} passkeys; remove one that you no longer use.`)
        }
        const made = await trx
          .insertInto('passkey')
          .values({
            id: uuidv7(),
            person_id: caller.personId,
            credential: said.credential,
            credential_sha256,
            label: said.label,
            record,
            wrapped_key: wrapped,
            fpr: signer,
            statement,
            signature,
            added_at: now,
          })
          .onConflict((at) => at.column('credential_sha256').doNothing())
          .returningAll()
          .executeTakeFirst()
        if (!made) throw problem('conflict', 'That passkey was added already.')
        return rowOf(made)
      })
    },

    /**
     * Removes a passkey, its record and its copy of the key, and ends its sessions.
     * @throws ProblemError `not-found` when it is nobody's, or another's
     */
    async remove(caller: Caller, id: string): Promise<PasskeyRow> {
      const now = clock()
      return db.transaction().execute(async (trx) => {
        const found = await trx
          .selectFrom('passkey')
          .selectAll()
          .where('id', '=', id)
          .where('person_id', '=', caller.personId)
          // A session that is just beginning by it has ended it, or is refused (`sessions.begin`).
          .forUpdate()
          .executeTakeFirst()
        if (!found) throw problem('not-found', 'You have no passkey of that id.')
        await endOfPasskey(trx, id, now)
        await trx.deleteFrom('passkey').where('id', '=', id).execute()
        return rowOf(found)
      })
    },
  }
}

type PasskeyDependencies = { db: Db; clock: () => Date; origin: string; key: string; setup: string }

const rowOf = (row: Selectable<Database['passkey']>): PasskeyRow => ({
  id: row.id,
  credential: row.credential,
  label: row.label,
  addedAt: row.added_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
})
