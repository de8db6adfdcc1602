import { createHmac, timingSafeEqual } from 'node:crypto'
import { readCertificate } from '../crypto/certificate.ts'
import { verifyStatement } from '../crypto/statement.ts'
import { isProblem, problem } from '../domain/problems.ts'
import { Challenge } from '../domain/wire/challenge.ts'
import type { ChallengeResponse, SignInRequest } from '../domain/wire/session.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { useUp } from './accounts/used-once.ts'
import { type Caller, readCaller } from './caller.ts'
import type { Db } from './db.ts'

const CHALLENGE_LIFE_SECONDS = 120
/** A nonce is its end in seconds (4 bytes), chance (12) and a MAC (16): the 32 bytes of the wire. */
const END_BYTES = 4
const CHANCE_BYTES = 12
const MAC_BYTES = 16

export type SignIn = {
  challenge(login: string): Promise<ChallengeResponse>
  verify(request: SignInRequest): Promise<{ caller: Caller; device: string | null }>
}

/**
 * Sign-in by a challenge that the client composes and signs with the person's own key, or with that of a machine which
 * the person has approved.
 *
 * Nothing is kept of a challenge that was only asked for: a stranger could fill a table with them, or keep a
 * person out by using up a share. The nonce itself says, under a MAC, for which name and until when it was given;
 * what is kept is which nonces have signed somebody in, until they would have ended anyway.
 *
 * @param origin the service's `PUBLIC_URL`; a challenge signed for another service is refused
 * @param key a secret that every process of the service shares
 * @param decoy an armored certificate that stands in for that of a name nobody has, so that both take as long
 */
export function createSignIn({ db, origin, clock, key, decoy }: SignInDependencies): SignIn {
  const macKey = createHmac('sha256', key).update('despatch sign-in challenge').digest()

  return {
    /** A nonce for one sign-in. Known and unknown logins get answers of the same shape. */
    async challenge(login) {
      const ends = Math.floor(clock().getTime() / 1000) + CHALLENGE_LIFE_SECONDS
      return { nonce: makeNonce(macKey, login, ends), origin, expiresAt: new Date(ends * 1000).toISOString() }
    },

    /**
     * Who signed the challenge, and by which device. Every refusal reads the same, so that nothing is learnt about
     * accounts; but who has proved who they are is told that their account is dormant.
     */
    async verify({ login, statement, signature, device = null }) {
      const refused = problem(
        'sign-in-refused',
        'The name or the key is not right, or the challenge has run out.',
      )
      const claimed = readChallenge(statement)
      if (!claimed || claimed.origin !== origin) throw refused
      const ends = endOfNonce(macKey, login, claimed.nonce)
      if (ends === null || ends < clock()) throw refused
      const person = await (device === null ? ownKey(db, login) : deviceKey(db, login, device))
      try {
        const certificates = [await readCertificate(person?.armored ?? decoy)]
        await verifyStatement({ type: 'challenge/1', text: statement, signature, certificates, now: clock() })
      } catch {
        throw refused
      }
      if (!person || !(await useUp(db, { nonce: claimed.nonce, ends, now: clock() }))) throw refused
      const caller = await readCaller(db, person.id, clock()).catch((error: unknown) => {
        throw isProblem(error, 'account-dormant') ? error : refused
      })
      return { caller, device }
    },
  }
}

type SignInDependencies = { db: Db; origin: string; clock: () => Date; key: string; decoy: string }

const ownKey = (db: Db, login: string) =>
  db
    .selectFrom('person')
    .innerJoin('certificate', 'certificate.person_id', 'person.id')
    .select(['person.id', 'certificate.armored'])
    .where('person.login', '=', login)
    .where('certificate.state', '=', 'current')
    .executeTakeFirst()

/** A device counts while it is not revoked, and the key that approved it is still the person's. */
const deviceKey = (db: Db, login: string, device: string) =>
  db
    .selectFrom('device')
    .innerJoin('person', 'person.id', 'device.person_id')
    .innerJoin('certificate', 'certificate.fpr', 'device.approved_by')
    .select(['person.id', 'device.armored'])
    .where('device.fpr', '=', device)
    .where('device.revoked_at', 'is', null)
    .where('person.login', '=', login)
    .whereRef('certificate.person_id', '=', 'person.id')
    .where('certificate.state', '=', 'current')
    .executeTakeFirst()

function makeNonce(macKey: Uint8Array, login: string, ends: number): string {
  const given = Buffer.alloc(END_BYTES + CHANCE_BYTES)
  given.writeUInt32BE(ends)
  crypto.getRandomValues(given.subarray(END_BYTES))
  return Buffer.concat([given, macOf(macKey, login, given)]).toString('base64url')
}

/** When a nonce that was given for this name ends; null for one that was not. */
function endOfNonce(macKey: Uint8Array, login: string, nonce: string): Date | null {
  const bytes = Buffer.from(nonce, 'base64url')
  // One spelling only: base64url that is not canonical would be another key for the same nonce.
  if (bytes.length !== END_BYTES + CHANCE_BYTES + MAC_BYTES || bytes.toString('base64url') !== nonce)
    return null
  const given = bytes.subarray(0, END_BYTES + CHANCE_BYTES)
  const mac = bytes.subarray(END_BYTES + CHANCE_BYTES)
  return timingSafeEqual(mac, macOf(macKey, login, given)) ? new Date(given.readUInt32BE() * 1000) : null
}

function macOf(macKey: Uint8Array, login: string, given: Uint8Array): Buffer {
  return createHmac('sha256', macKey).update(given).update(login).digest().subarray(0, MAC_BYTES)
}

function readChallenge(text: string): Challenge | undefined {
  try {
    return parseStatement(Challenge, text)
  } catch {
    return undefined
  }
}
