import { randomUUID } from 'node:crypto'
import { sha256Hex } from '../../crypto/digest.ts'
import { answerRegistration, answerSignIn, isRecord, provesPassphrase } from '../../crypto/opaque.ts'
import { isProblem, problem } from '../../domain/problems.ts'
import {
  type PassphraseFinishRequest,
  type PassphraseStartRequest,
  type PassphraseStartResponse,
  PassphraseStatement,
  type SetPassphraseRequest,
  type SetPassphraseResponse,
  type WrappedKeyResponse,
} from '../../domain/wire/passphrase.ts'
import { type Caller, readCaller } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandOwnSignature } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import type { Guesses } from './guesses.ts'
import { opaqueAnswer } from './opaque-answer.ts'
import { registerOpaque } from './register-opaque.ts'
import { createSealedState } from './sealed-state.ts'
import { demandFresh } from './statement-time.ts'
import { useUp } from './used-once.ts'

/** Between the two calls of a sign-in: a passphrase is typed before the first. */
const STATE_LIFE_MS = 120_000

export type Passphrases = ReturnType<typeof createPassphrases>

/**
 * Sign-in by passphrase with OPAQUE (RFC 9807), and setting one.
 *
 * @param origin the service's `PUBLIC_URL`; a record or proof made for another service is none here
 * @param key a secret that every process of the service shares
 * @param setup the server's secret of OPAQUE: another one voids every passphrase
 */
export function createPassphrases({ db, clock, origin, key, setup, guesses }: PassphraseDependencies) {
  const states = createSealedState(key, 'passphrase')

  return {
    /**
     * Answers the first message of a sign-in, and counts the attempt.
     *
     * @param address of the caller
     * @throws ProblemError `account-locked`, `too-many-requests` or `invalid-request`
     */
    async begin(
      { login, request, ...asked }: PassphraseStartRequest,
      address: string,
    ): Promise<PassphraseStartResponse> {
      const browser = asked.browser ?? null
      const own = browser !== null && (await guesses.isOwnBrowser(login, browser)) ? browser : null
      const attemptsLeft = await guesses.begin(login, address, own)
      const known = await db
        .selectFrom('passphrase')
        .innerJoin('person', 'person.id', 'passphrase.person_id')
        .select(['record', 'version'])
        .where('person.login', '=', login)
        .executeTakeFirst()
      const { response, kept } = await opaqueAnswer(() =>
        answerSignIn(setup, { login, origin }, { record: known?.record ?? null, request }),
      )
      const ends = clock().getTime() + STATE_LIFE_MS
      const version = known?.version ?? 0
      const state = {
        id: randomUUID(),
        login,
        version,
        opaque: kept,
        ends,
        browser,
        ownBrowser: own !== null,
      }
      return {
        origin,
        response,
        state: states.seal(state),
        expiresAt: new Date(ends).toISOString(),
        attemptsLeft,
      }
    },

    /** Who proved their passphrase, and in which browser. Only they are given the wrapped key. Every refusal reads the same. */
    async finish(
      { state, finish }: Pick<PassphraseFinishRequest, 'state' | 'finish'>,
      address: string,
    ): Promise<{ caller: Caller; browser: string | null; key: WrappedKeyResponse }> {
      const refused = problem(
        'sign-in-refused',
        'The name or the passphrase is not right, or the sign-in took too long.',
      )
      const now = clock()
      const kept = states.open(state)
      if (!kept || kept.ends < now.getTime()) throw refused
      const { id, login, version, opaque, ends, browser, ownBrowser } = kept
      if (!(await provesPassphrase({ login, origin }, { kept: opaque, finish }))) throw refused
      const known = await db
        .selectFrom('passphrase')
        .innerJoin('person', 'person.id', 'passphrase.person_id')
        // A key that counts no more is not given out, whoever has its passphrase.
        .innerJoin('certificate', 'certificate.fpr', 'passphrase.fpr')
        .select(['person.id', 'passphrase.wrapped_key', 'passphrase.fpr'])
        .where('certificate.state', '=', 'current')
        .where('person.login', '=', login)
        .where('version', '=', version)
        .executeTakeFirst()
      if (!known || !(await useUp(db, { nonce: id, ends: new Date(ends), now }))) throw refused
      const caller = await readCaller(db, known.id, now).catch((error: unknown) => {
        throw isProblem(error, 'account-dormant') ? error : refused
      })
      await guesses.good(login, address, ownBrowser ? browser : null)
      return { caller, browser, key: { wrapped: known.wrapped_key, fingerprint: known.fpr, version } }
    },

    /** Answers the first message of a registration. Nothing is kept of it. @throws ProblemError `invalid-request` */
    beginRegistration(login: string, request: string): Promise<string> {
      return opaqueAnswer(() => answerRegistration(setup, login, request))
    },

    /**
     * Sets or changes the caller's passphrase and wrapped key, and ends their other sessions.
     *
     * @throws ProblemError `signature-not-yours`, `signature-invalid`, `digest-mismatch`, `passphrase-changed`, or
     *   `invalid-request`
     */
    async set(caller: Caller, asked: SetPassphraseRequest): Promise<SetPassphraseResponse> {
      const { record, wrapped, statement, signature } = asked
      const now = clock()
      const said = readStatement(PassphraseStatement, statement)
      const { login } = caller
      if (said.login !== login || said.origin !== origin) {
        throw problem('invalid-request', 'The statement is for another account or another service.')
      }
      demandFresh(said.time, now)
      const signer = await demandOwnSignature(db, caller, { type: 'passphrase/1', statement, signature, now })
      if (said.fingerprint !== signer) {
        throw problem('invalid-request', 'The statement names another key than the one that signed it.')
      }
      if (said.record !== (await sha256Hex(record)) || said.wrapped !== (await sha256Hex(wrapped))) {
        throw problem('digest-mismatch', 'The statement is about another record or another wrapped key.')
      }
      if (!(await isRecord(setup, { login, origin }, record))) {
        throw problem('invalid-request', 'The record is none of OPAQUE.')
      }
      return db.transaction().execute((trx) =>
        registerOpaque(trx, {
          personId: caller.personId,
          fingerprint: signer,
          record,
          wrapped,
          statement,
          signature,
          replaces: said.replaces,
          session: caller.session,
          now,
        }),
      )
    },
  }
}

type PassphraseDependencies = {
  db: Db
  clock: () => Date
  origin: string
  key: string
  setup: string
  guesses: Guesses
}
