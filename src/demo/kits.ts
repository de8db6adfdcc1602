import { access, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { kitOf, newAccountSecret } from '../sdk/kit.ts'
import { setPassphrase } from '../sdk/passphrase.ts'
import { demoPaths, writePrivate } from './files.ts'
import { openWorld } from './journeys/world.ts'
import { people } from './partnership/people.ts'

/** Those who sit before a screen; a court's system has a key and no passphrase. */
const READERS = people.filter(({ role }) => role !== 'machine').map(({ login }) => login)

/**
 * Gives each person of the demonstration what a browser asks for: the demonstration's passphrase as theirs, and a kit,
 * which goes where it would be printed in life. Whoever has set a passphrase by then keeps what they have.
 */
export async function giveKits(where: { origin: string; dataDir: string }): Promise<void> {
  const world = openWorld(where)
  const paths = demoPaths(where.dataDir)
  const passphrase = (await readFile(paths.passphrase, 'utf8')).trim()
  // One after the other: each hashes with Argon2, and the service has its own work.
  for (const login of READERS) {
    if (await exists(paths.kit(login))) continue
    const session = await world.person(login)
    const { origin } = session.service
    if ((await session.client.account()).passphrase !== null) continue
    const secret = newAccountSecret()
    const now = world.clock()
    await setPassphrase(session, { passphrase, secret }, { replaces: 0, now })
    // Afterwards: one that lay there and opened nothing would mislead.
    await writePrivate(paths.kit(login), `${kitOf(secret, { login, origin, made: now }).text}\n`)
    await session.client.endSessions('this')
  }
}

/** So long a first start takes to give everybody theirs at most, ms, on a slow machine. */
const GIVEN_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 100

/**
 * Waits until the service that runs has given everybody their kit: whoever gets a passphrase is signed out everywhere
 * else, in the middle of a journey too. Where it gives none it is not waited for longer than a minute.
 */
export async function untilKitsAreGiven(dataDir: string): Promise<void> {
  const paths = demoPaths(dataDir)
  const until = performance.now() + GIVEN_WITHIN_MS
  for (const login of READERS) {
    while (performance.now() < until && !(await exists(paths.kit(login)))) await pause(LOOK_EVERY_MS)
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
