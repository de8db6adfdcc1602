import { GrantError, openGrant } from '../crypto/grant.ts'
import { type PrivateKey, type PublicKey, unlockKey } from '../crypto/keys.ts'
import type { KeyGrantResponse } from '../domain/wire/key-response.ts'
import { fromBase64 } from './base64.ts'
import { onceASecond } from './once-a-second.ts'

/** Who opens, by whose word: `granter` is the certificate of somebody who may grant this. */
export type Opener = { me: PrivateKey; granter: PublicKey }

/** Opens granted keys, and keeps those unlocked that are granted still. */
export type GrantedKeys = {
  /**
   * One part of a mailbox's key, unlocked.
   * @throws GrantError, StatementSignatureError, UnreadableError or KeyError when it is not what it says
   */
  open(grant: KeyGrantResponse, by: Opener, now: Date): Promise<PrivateKey>
  /**
   * The token that unlocks it, to grant it on.
   * @throws GrantError, StatementSignatureError or UnreadableError
   */
  token(grant: KeyGrantResponse, by: Opener, now: Date): Promise<string>
  /** Forgets every key that is not among these. */
  keepOnly(grants: readonly KeyGrantResponse[]): void
}

/** What was opened, by whom: as they came, to the letter. */
type Opening = { grant: KeyGrantResponse; by: Opener; granted?: Promise<PrivateKey> }

/**
 * Unlocking takes the most time, and is no question of time: the same key under the same token is unlocked once. The
 * grant is gone through anew in each second in which it is used: its signature and its end, whose it is and for what.
 */
export function createGrantedKeys(): GrantedKeys {
  const openings = new Map<string, Opening>()
  const tokenOf = onceASecond(openToken)
  return {
    async open(grant, by, now) {
      const known = openings.get(placeOf(grant))
      const opening: Opening =
        known && isBy(known.by, by) && isSame(known.grant, grant) ? known : { grant, by }
      openings.set(placeOf(grant), opening)
      const token = await tokenOf(opening, now)
      if (opening.granted) return opening.granted
      const granted = unlockKey(grant.locked, token, { fast: true })
      opening.granted = granted
      granted.catch(() => delete opening.granted)
      return granted
    },
    token: (grant, by, now) => tokenOf({ grant, by }, now),
    keepOnly(grants) {
      const places = new Set(grants.map(placeOf))
      for (const place of openings.keys()) if (!places.has(place)) openings.delete(place)
    },
  }
}

const placeOf = ({ mailbox, generation, part }: KeyGrantResponse): string =>
  `${generation} ${part} ${mailbox}`

/** A certificate that was read anew is another object, and speaks for the same key. */
const isBy = (one: Opener, other: Opener): boolean =>
  one.me === other.me && one.granter.getFingerprint() === other.granter.getFingerprint()

const isSame = (one: KeyGrantResponse, other: KeyGrantResponse): boolean =>
  one.mailbox === other.mailbox &&
  one.generation === other.generation &&
  one.part === other.part &&
  one.statement === other.statement &&
  one.signature === other.signature &&
  one.sealedToken === other.sealedToken &&
  one.granter === other.granter &&
  one.locked === other.locked

function openToken({ grant, by: { me, granter } }: Opening, now: Date): Promise<string> {
  const { mailbox, generation, part, statement, signature, locked } = grant
  const sealedToken = tokenBytes(grant)
  return openGrant({
    statement,
    signature,
    sealedToken,
    locked,
    granter,
    me,
    now,
    mailbox,
    generation,
    part,
  })
}

/** @throws GrantError */
export function tokenBytes({ sealedToken }: Pick<KeyGrantResponse, 'sealedToken'>): Uint8Array {
  try {
    return fromBase64(sealedToken)
  } catch {
    throw new GrantError('The sealed token is not in base64.')
  }
}
