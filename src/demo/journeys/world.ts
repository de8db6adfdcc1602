import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createClient } from '../../sdk/client.ts'
import { type Session, signIn } from '../../sdk/session.ts'
import { unlockUserKey } from '../../sdk/user-key.ts'
import { demoPaths } from '../files.ts'
import { type Officer, openOfficer } from '../partner/officer.ts'
import { partnerWith } from '../partner/partners.ts'

/** The people of the demonstration, each at their own desk, before a running service. */
export type World = {
  origin: string
  dataDir: string
  /** The person, signed in with the key from `DATA_DIR/demo/people`. */
  person(login: string): Promise<Session>
  /** The officer of the mail partner with that mailbox, at their mail program. */
  officer(address: string): Promise<Officer>
  clock(): Date
}

/** Opens the people's desks. Nobody is signed in, and no mail program opened, before they are needed. */
export function openWorld({ origin, dataDir }: { origin: string; dataDir: string }): World {
  const sessions = new Map<string, Promise<Session>>()
  const officers = new Map<string, Promise<Officer>>()
  return {
    origin,
    dataDir,
    person: (login) => once(sessions, login, () => signInAs(login, { origin, dataDir })),
    officer: (address) => once(officers, address, () => openOfficer(dataDir, partnerWith(address))),
    clock: () => new Date(),
  }
}

async function signInAs(
  login: string,
  { origin, dataDir }: { origin: string; dataDir: string },
): Promise<Session> {
  const paths = demoPaths(dataDir)
  const passphrase = (await readFile(paths.passphrase, 'utf8')).trim()
  const key = await unlockUserKey(await readFile(paths.personKey(login), 'utf8'), passphrase)
  return signIn({ client: createClient({ origin }), login, key, now: new Date(), hash: sha256 })
}

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer')

function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const before = made.get(key)
  if (before !== undefined) return before
  const value = make()
  made.set(key, value)
  return value
}
