import { sql } from 'kysely'
import { readCertificate } from '../crypto/certificate.ts'
import { verifyStatement } from '../crypto/statement.ts'
import { problem } from '../domain/problems.ts'
import { Challenge } from '../domain/wire/challenge.ts'
import type { ChallengeResponse, SignInRequest } from '../domain/wire/session.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { type Caller, readCaller } from './caller.ts'
import type { Db } from './db.ts'

const CHALLENGE_LIFE_MS = 120_000
/** Challenges that may stand open for one login: enough for several machines, too few to fill a table. */
const OPEN_CHALLENGES = 20

export type SignIn = {
  challenge(login: string): Promise<ChallengeResponse>
  verify(request: SignInRequest): Promise<Caller>
}

/**
 * Sign-in by a challenge that the client composes and signs with the person's own key.
 *
 * @param origin the service's `PUBLIC_URL`; a challenge signed for another service is refused
 */
export function createSignIn({ db, origin, clock }: { db: Db; origin: string; clock: () => Date }): SignIn {
  return {
    /** A nonce for one sign-in. Known and unknown logins get answers of the same shape. */
    async challenge(login) {
      const nonce = randomNonce()
      const expires = new Date(clock().getTime() + CHALLENGE_LIFE_MS)
      await db.deleteFrom('challenge').where('expires_at', '<', clock()).execute()
      const open = await db
        .selectFrom('challenge')
        .select(({ fn }) => fn.countAll<bigint>().as('n'))
        .where('login', '=', login)
        .executeTakeFirstOrThrow()
      if (Number(open.n) >= OPEN_CHALLENGES) {
        throw problem('too-many-requests', 'Too many sign-ins were begun for this name; wait two minutes.')
      }
      await db.insertInto('challenge').values({ nonce, login, expires_at: expires }).execute()
      return { nonce, origin, expiresAt: expires.toISOString() }
    },

    /** Who signed the challenge. Every refusal reads the same, so that nothing is learnt about accounts. */
    async verify({ login, statement, signature }) {
      const refused = problem(
        'sign-in-refused',
        'The name or the key is not right, or the challenge has run out.',
      )
      const claimed = readChallenge(statement)
      if (!claimed || claimed.origin !== origin) throw refused
      const used = await db
        .deleteFrom('challenge')
        .where('nonce', '=', claimed.nonce)
        .where('login', '=', login)
        .where('expires_at', '>=', clock())
        .returning('nonce')
        .executeTakeFirst()
      if (!used) throw refused
      const person = await db
        .selectFrom('person')
        .innerJoin('certificate', 'certificate.person_id', 'person.id')
        .select(['person.id', 'certificate.armored'])
        .where('person.login', '=', login)
        .where('certificate.state', '=', 'current')
        .where('person.trained_until', '>=', sql<string>`current_date`)
        .executeTakeFirst()
      if (!person) throw refused
      try {
        const certificates = [await readCertificate(person.armored)]
        await verifyStatement({ type: 'challenge/1', text: statement, signature, certificates, now: clock() })
        return await readCaller(db, person.id)
      } catch {
        throw refused
      }
    },
  }
}

function readChallenge(text: string): Challenge | undefined {
  try {
    return parseStatement(Challenge, text)
  } catch {
    return undefined
  }
}

function randomNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}
