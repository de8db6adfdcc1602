import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { RefreshResponse } from '../domain/wire/session.ts'
import { isApiProblem } from '../sdk/errors.ts'
import type { Session } from '../sdk/session.ts'
import type { Cli } from './account.ts'
import { type Account, personFolder, readJson, writeJson } from './state.ts'

/** A token that ends sooner than this is not worth beginning with. */
const SPARE_MS = 30_000
/** How long another command may take to renew the session, and how often it is looked whether it has. */
const RENEWAL_MS = 10_000
const LOOK_EVERY_MS = 50

const sessionFile = ({ state }: Pick<Cli, 'state'>, account: Account): string =>
  join(personFolder(state, account), 'session.json')

/** The session that the last command kept, while its access token lasts. */
export async function readSession(cli: Cli, account: Account): Promise<RefreshResponse | null> {
  const kept = await readKept(cli, account)
  return kept && Date.parse(kept.expiresAt) > cli.clock().getTime() + SPARE_MS ? kept : null
}

/** Keeps a session for the next command. */
export async function keepSession(
  cli: Cli,
  account: Account,
  tokens: Session | RefreshResponse,
): Promise<void> {
  const kept = 'refreshToken' in tokens ? tokens : tokensOf(tokens)
  if (kept) await writeJson(sessionFile(cli, account), kept)
}

/** Forgets the session: it has ended. */
export const forgetSession = (cli: Cli, account: Account): Promise<void> =>
  rm(sessionFile(cli, account), { force: true })

/**
 * Renews the session that is kept here, and keeps what came of it. A refresh token is good once, and whoever sends one
 * twice ends the session: so of several commands at once each waits for the one before, and uses the token that it has got.
 *
 * @param next asks the service, given the refresh token
 * @returns null where there is no session to renew, or it has ended
 */
export async function renewingAlone<T extends Session | RefreshResponse>(
  cli: Cli,
  account: Account,
  next: (refreshToken: string) => Promise<T>,
): Promise<T | null> {
  if (!(await readKept(cli, account))) return null
  const unlock = await lock(`${sessionFile(cli, account)}.lock`)
  try {
    const kept = await readKept(cli, account)
    if (!kept) return null
    const renewed = await next(kept.refreshToken)
    await keepSession(cli, account, renewed)
    return renewed
  } catch (error) {
    if (!isApiProblem(error, 'token-expired') && !isApiProblem(error, 'not-signed-in')) throw error
    await forgetSession(cli, account)
    return null
  } finally {
    await unlock()
  }
}

const readKept = (cli: Cli, account: Account): Promise<RefreshResponse | null> =>
  // A damaged session is only an ended one: signing in again replaces it.
  readJson(sessionFile(cli, account), RefreshResponse).catch(() => null)

function tokensOf({ client, expiresAt, renewal, person }: Session): RefreshResponse | null {
  if (client.token === null || renewal === null) return null
  return { accessToken: client.token, expiresAt: expiresAt.toISOString(), ...renewal, person }
}

/** A file that one command at a time can make. One that was left behind by a command that died is taken over. */
async function lock(path: string): Promise<() => Promise<void>> {
  const giveUp = Date.now() + RENEWAL_MS
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  for (;;) {
    const made = await writeFile(path, '', { flag: 'wx', mode: 0o600 }).then(
      () => true,
      () => false,
    )
    if (made) return () => rm(path, { force: true })
    const age =
      Date.now() -
      (await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ))
    if (age > RENEWAL_MS || Date.now() > giveUp) await rm(path, { force: true })
    else await wait(LOOK_EVERY_MS)
  }
}
