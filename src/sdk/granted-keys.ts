import type { ReadCertificate } from '../crypto/certificate-cache.ts'
import { GrantError, openGrant } from '../crypto/grant.ts'
import { type PrivateKey, unlockKey } from '../crypto/keys.ts'
import { Grant, type Right } from '../domain/wire/grant.ts'
import type { KeyGrantResponse } from '../domain/wire/key-response.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { fromBase64 } from './base64.ts'
import { onceASecond } from './once-a-second.ts'

/** One generation of a mailbox key, unlocked, and what its grant allows. */
export type GrantedKey = { key: PrivateKey; rights: Right[] }

/** Opens granted keys, and keeps those unlocked that are granted still. */
export type GrantedKeys = {
  /** @throws GrantError, StatementSignatureError, UnreadableError or KeyError when it is not what it says */
  open(grant: KeyGrantResponse, me: PrivateKey, now: Date): Promise<GrantedKey>
  /** Forgets every key that is not among these. */
  keepOnly(grants: readonly KeyGrantResponse[]): void
}

/** What was opened, by whom: as they came, to the letter. */
type Opening = { grant: KeyGrantResponse; me: PrivateKey; granted?: Promise<GrantedKey> }

/**
 * Unlocking takes the most time, and is no question of time: the same key under the same token is unlocked once. The
 * grant is gone through anew in each second in which it is used: its signature, whether the granter's certificate and the
 * person's own key still count, whose it is and for what.
 */
export function createGrantedKeys(readCertificate: ReadCertificate): GrantedKeys {
  const openings = new Map<string, Opening>()
  const tokenOf = onceASecond(({ grant, me }: Opening, now) => openToken(grant, { readCertificate, me, now }))
  return {
    async open(grant, me, now) {
      const known = openings.get(placeOf(grant))
      const opening: Opening = known && known.me === me && isSame(known.grant, grant) ? known : { grant, me }
      openings.set(placeOf(grant), opening)
      const token = await tokenOf(opening, now)
      if (opening.granted) return opening.granted
      const granted = unlock(grant, token)
      opening.granted = granted
      granted.catch(() => delete opening.granted)
      return granted
    },
    keepOnly(grants) {
      const places = new Set(grants.map(placeOf))
      for (const place of openings.keys()) if (!places.has(place)) openings.delete(place)
    },
  }
}

const placeOf = ({ mailbox, generation }: KeyGrantResponse): string => `${generation} ${mailbox}`

const isSame = (one: KeyGrantResponse, other: KeyGrantResponse): boolean =>
  one.mailbox === other.mailbox &&
  one.generation === other.generation &&
  one.statement === other.statement &&
  one.signature === other.signature &&
  one.sealedToken === other.sealedToken &&
  one.granter === other.granter &&
  one.locked === other.locked

async function openToken(
  grant: KeyGrantResponse,
  { readCertificate, me, now }: { readCertificate: ReadCertificate; me: PrivateKey; now: Date },
): Promise<string> {
  const { mailbox, generation, statement, signature } = grant
  const granter = await readCertificate(grant.granter)
  const sealedToken = tokenBytes(grant)
  return openGrant({ statement, signature, sealedToken, granter, me, now, mailbox, generation })
}

async function unlock({ statement, locked }: KeyGrantResponse, token: string): Promise<GrantedKey> {
  const { rights } = parseStatement(Grant, statement)
  return { key: await unlockKey(locked, token, { fast: true }), rights }
}

function tokenBytes({ sealedToken }: KeyGrantResponse): Uint8Array {
  try {
    return fromBase64(sealedToken)
  } catch {
    throw new GrantError('The sealed token is not in base64.')
  }
}
