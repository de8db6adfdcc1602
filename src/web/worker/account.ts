import type { Role } from '../../domain/roles.ts'
import { ROLE_NAMES } from '../../domain/roles.ts'
import { personOf } from '../../domain/trust/state.ts'
import type { AccountResponse, DeviceRow, SessionRow } from '../../domain/wire/account.ts'
import type { NoticeSettingResponse } from '../../domain/wire/notices.ts'
import type { PasskeyRow } from '../../domain/wire/passkey.ts'
import type { SignInResponse } from '../../domain/wire/session.ts'
import { inWords, spaced } from '../../sdk/agreement/words.ts'
import { createClient } from '../../sdk/client.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type AccountSecret, kitOf, newAccountSecret, secretFrom } from '../../sdk/kit.ts'
import { demandPassphrase, setPassphrase, signInByPassphrase } from '../../sdk/passphrase.ts'
import { demandUsable } from '../../sdk/passphrase-length.ts'
import { serviceOrigin } from '../service-origin.ts'
import { markHere } from './browser-mark.ts'
import type { NewKit, OwnKey } from './enrol.ts'
import { noticesIfAny } from './notices.ts'
import { keptHere, work } from './open-session.ts'

/** How the person's own account stands, and what their agency says of them in the trust log. */
export type OwnAccount = Pick<AccountResponse, 'login' | 'passphrase' | 'dormantAt'> & {
  key: OwnKey
  /** null where no agency that is believed here has appointed the key */
  appointed: { agency: string; post: string; from: string; until: string; trainedUntil: string | null } | null
  roles: string[]
  mailboxes: SignInResponse['person']['mailboxes']
  sessions: SessionRow[]
  devices: DeviceRow[]
  passkeys: PasskeyRow[]
  /** null for whoever may have none */
  notices: NoticeSettingResponse | null
}

/** The passphrase and the kit as they are, and the passphrase as it is to be. */
export type PassphraseChange = { passphrase: string; kit: string; wanted: string }

export async function account(): Promise<OwnAccount> {
  const { session } = await work()
  const { client, trust, person, key } = session
  const [own, sessions, devices, passkeys, notices, state] = await Promise.all([
    client.account(),
    client.sessions(),
    client.devices(),
    client.passkeys(),
    noticesIfAny(session),
    trust.state(),
  ])
  const fingerprint = key.getFingerprint()
  const found = personOf(state, fingerprint)
  return {
    login: own.login,
    passphrase: own.passphrase,
    dormantAt: own.dormantAt,
    key: { fingerprint: spaced(fingerprint), words: inWords(fingerprint) },
    appointed: found
      ? {
          agency: found.agency,
          post: `${found.title} ${found.number}`,
          from: found.from,
          until: found.until,
          trainedUntil: found.trainedUntil,
        }
      : null,
    roles: (found?.roles ?? []).map((role: Role) => ROLE_NAMES[role]),
    mailboxes: person.mailboxes,
    sessions,
    devices,
    passkeys,
    notices,
  }
}

/** Ends a session of the person's own, at once. */
export async function endSession(id: string): Promise<void> {
  await (await work()).session.client.endSession(id)
}

/** Ends all sessions but this one. @returns how many */
export async function endOtherSessions(): Promise<number> {
  return (await (await work()).session.client.endSessions('others')).ended
}

/** Lets a machine sign in no more, for good. @returns what it is called */
export async function revokeDevice(fingerprint: string): Promise<string> {
  return (await (await work()).session.client.revokeDevice(fingerprint)).label
}

/**
 * Changes the passphrase. That passphrase and kit are right as they are is proved by opening the key with them.
 * @throws WrongPassphraseError, WrongKitError, WordsError, ClientError for a new one that is of no use
 */
export async function changePassphrase({ passphrase, kit, wanted }: PassphraseChange): Promise<void> {
  demandUsable(wanted)
  const secret = secretFrom(kit)
  const { session, now } = await work()
  const { person, hash, pins } = session
  const proof = await signInByPassphrase({
    client: createClient({ origin: serviceOrigin() }),
    login: person.login,
    passphrase,
    secret,
    browser: await markHere(await keptHere(), person.login),
    hash,
    pins,
  })
  await proof.client.endSessions('this')
  await setPassphrase(session, { passphrase: wanted, secret }, { replaces: await version(), now })
}

let renewing: { passphrase: string; secret: AccountSecret } | null = null

/**
 * Makes a new kit, which counts from `takeNewKit` on.
 * @throws WrongPassphraseError
 */
export async function makeNewKit(passphrase: string): Promise<NewKit> {
  const { session, now } = await work()
  await demandPassphrase(session, passphrase, await markHere(await keptHere(), session.person.login))
  const secret = newAccountSecret()
  renewing = { passphrase, secret }
  const { login } = session.person
  const { words, text } = kitOf(secret, { login, origin: serviceOrigin(), made: now })
  return { words, text }
}

/** From now on the new kit counts, and the old one is void. */
export async function takeNewKit(): Promise<void> {
  if (renewing === null) throw new ClientError('No kit was made. Begin again.')
  const { session, now } = await work()
  await setPassphrase(session, renewing, { replaces: await version(), now })
  renewing = null
}

async function version(): Promise<number> {
  const { passphrase } = await (await work()).session.client.account()
  return passphrase?.version ?? 0
}
