import type { InvitationShown } from '../../domain/wire/enrolment.ts'
import { inWords, spaced } from '../../sdk/agreement/words.ts'
import { type Client, createClient } from '../../sdk/client.ts'
import { enrol, lookUpInvitation } from '../../sdk/enrolment/enrol.ts'
import { lockedUntilCertified } from '../../sdk/enrolment/first-sign-in.ts'
import { type InvitationLink, readLink } from '../../sdk/enrolment/link.ts'
import { ApiProblemError, ClientError } from '../../sdk/errors.ts'
import { makeUser } from '../../sdk/key-making.ts'
import { kitOf, newAccountSecret } from '../../sdk/kit.ts'
import { demandUsable } from '../../sdk/passphrase-length.ts'
import type { PrivateKey } from '../../sdk/user-key.ts'
import { serviceOrigin } from '../service-origin.ts'
import { keptHere } from './open-session.ts'
import { keepWaiting } from './waiting-key.ts'

/** A kit as the page shows it once: the words, and the text that is saved. */
export type NewKit = { words: string[]; text: string }

/** A key as two people compare it: its fingerprint in groups, and in words. */
export type OwnKey = { fingerprint: string; words: string }

type Invited = { client: Client; link: InvitationLink; invited: InvitationShown }
type Made = { key: PrivateKey; locked: string }

let held: Invited | null = null
let made: Made | null = null

/**
 * Whom the invitation is for.
 * @param address that of the page, with what stands after the #
 * @throws ClientError, InvitationError, ApiProblemError `not-found` for one that has ended
 */
export async function lookUp(address: string): Promise<InvitationShown> {
  const client = createClient({ origin: serviceOrigin() })
  // An invitation is to the service, wherever its page comes from.
  const link = { ...readLink(address), origin: client.origin }
  const invited = await lookUpInvitation(client, link)
  held = { client, link, invited }
  return invited
}

/**
 * Makes the newcomer's key and their kit. Nothing is sent, and nothing kept.
 * @throws ClientError for a passphrase that is too short or too long
 */
export async function makeKey(passphrase: string): Promise<NewKit> {
  demandUsable(passphrase)
  const { client, invited } = lookedUp()
  const now = new Date()
  const secret = newAccountSecret()
  const { key } = await makeUser(invited, passphrase, now)
  made = { key, locked: await lockedUntilCertified(key, { passphrase, secret }) }
  const { words, text } = kitOf(secret, { login: invited.login, origin: client.origin, made: now })
  return { words, text }
}

/** Enrols with the key that was made, which is kept, locked, before the service hears of it. @throws ClientError, ApiProblemError */
export async function sendKey(): Promise<OwnKey> {
  const { client, invited, link } = lookedUp()
  if (made === null) throw new ClientError('No key was made. Open the invitation again.')
  const { key, locked } = made
  const takeBack = await keepWaiting(await keptHere(), invited.login, { locked, root: link.root })
  // By the clock as it is now: a key signs nothing that is older than itself, not by a second.
  await enrol(client, { link, invited, key, now: new Date() }).catch(async (error: unknown) => {
    if (error instanceof ApiProblemError) await takeBack()
    throw error
  })
  const fingerprint = key.getFingerprint()
  return { fingerprint: spaced(fingerprint), words: inWords(fingerprint) }
}

function lookedUp(): Invited {
  if (held === null) throw new ClientError('No invitation was opened. Open its address again.')
  return held
}
