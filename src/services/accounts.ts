import { problem } from '../domain/problems.ts'
import type { AccountResponse, LiftedResponse } from '../domain/wire/account.ts'
import { createDevices } from './accounts/devices.ts'
import { dormantBefore, dormantFrom, noteActive } from './accounts/dormancy.ts'
import { createGuesses } from './accounts/guesses.ts'
import { createPasskeys } from './accounts/passkeys.ts'
import { createPassphrases } from './accounts/passphrases.ts'
import { type Begun, createSessions, type Entry } from './accounts/sessions.ts'
import { type Caller, demandAction, readCaller } from './caller.ts'
import type { Db } from './db.ts'

export type Accounts = ReturnType<typeof createAccounts>

/** What a good sign-in begins, and what its person is told with it. */
export type Entered = Begun & { failedAttempts: number; lastActiveAt: Date }

/**
 * People's accounts: passphrases, passkeys, sessions, devices, and the lifting of what keeps somebody out.
 *
 * @param key PKCS#8 PEM, a secret that every API process shares; what is sealed or digested is so under keys that are
 *   derived from it
 * @param setup the server's secret of OPAQUE
 */
export function createAccounts({ db, clock, origin, key, setup }: AccountDependencies) {
  const guesses = createGuesses({ db, clock, key })
  const sessions = createSessions({ db, clock })
  const devices = createDevices({ db, clock, origin })

  return {
    passphrases: createPassphrases({ db, clock, origin, key, setup, guesses }),
    passkeys: createPasskeys({ db, clock, origin, key, setup }),
    sessions,
    devices,

    /**
     * Begins a session for whoever has just proved who they are.
     *
     * @param where the address that they are at, and the mark of their browser, where it gave one
     */
    async enter(
      caller: Caller,
      entry: Omit<Entry, 'personId'>,
      { address, browser = null }: { address: string; browser?: string | null },
    ): Promise<Entered> {
      await guesses.known(caller.login, address, browser)
      const failedAttempts = await guesses.tell(caller.login)
      const begun = await sessions.begin({ personId: caller.personId, ...entry })
      await noteActive(db, [caller.personId], clock())
      if (entry.device !== null) await devices.noteUse(entry.device)
      return { ...begun, failedAttempts, lastActiveAt: caller.lastActiveAt }
    },

    /** The next tokens of a session, and whose it is as they are now. */
    async refresh(token: string): Promise<{ begun: Begun; caller: Caller }> {
      const begun = await sessions.refresh(token)
      const caller = await readCaller(db, begun.personId, clock())
      await noteActive(db, [caller.personId], clock())
      return { begun, caller }
    },

    async show(caller: Caller): Promise<AccountResponse> {
      const [certificate, passphrase] = await Promise.all([
        db
          .selectFrom('certificate')
          .select('fpr')
          .where('person_id', '=', caller.personId)
          .where('state', '=', 'current')
          .executeTakeFirst(),
        db
          .selectFrom('passphrase')
          .select(['version', 'set_at'])
          .where('person_id', '=', caller.personId)
          .executeTakeFirst(),
      ])
      return {
        login: caller.login,
        fingerprint: certificate?.fpr ?? null,
        passphrase: passphrase
          ? { version: passphrase.version, setAt: passphrase.set_at.toISOString() }
          : null,
        lastActiveAt: caller.lastActiveAt.toISOString(),
        dormantAt: caller.isMachine ? null : dormantFrom(caller.lastActiveAt).toISOString(),
      }
    },

    /**
     * Lifts what keeps somebody of the caller's agency out: the lock, and dormancy. A suspension by a liaison officer is
     * none of these and stays.
     *
     * @throws ProblemError `not-found` for a login that nobody of the agency has
     */
    async lift(caller: Caller, login: string): Promise<LiftedResponse> {
      demandAction(caller, 'lift-account')
      const person = await db
        .selectFrom('person')
        .select(['id', 'account', 'last_active_at'])
        .where('login', '=', login)
        .where('agency_id', '=', caller.agencyId)
        .executeTakeFirst()
      if (!person) throw problem('not-found', 'Nobody of your agency has that login.')
      const now = clock()
      const wasLocked = await guesses.lift(login)
      const wasDormant = person.account === 'person' && person.last_active_at <= dormantBefore(now)
      if (wasDormant) await noteActive(db, [person.id], now)
      return {
        login,
        lifted: [...(wasLocked ? (['lock'] as const) : []), ...(wasDormant ? (['dormancy'] as const) : [])],
      }
    },
  }
}

type AccountDependencies = { db: Db; clock: () => Date; origin: string; key: string; setup: string }
