import { randomBytes } from 'node:crypto'
import { link, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { StartRefusal } from '../start-refusal.ts'

export const SUPERUSER = 'despatch_superuser'
export const DATABASE = 'despatch'

/** The logins of an embedded cluster, with their random passwords. */
export interface Logins {
  /** Names the cluster where it cannot lie under `DATA_DIR`. */
  cluster: string
  [SUPERUSER]: string
  despatch_owner: string
  despatch_app: string
  despatch_seq: string
}

export type LoginName = Exclude<keyof Logins, 'cluster'>

/** The passwords kept in `folder`; null when there are none yet. */
export async function readLogins(folder: string): Promise<Logins | null> {
  const path = join(folder, 'logins.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const logins = parseLogins(text)
  if (logins) return logins
  throw new StartRefusal(`${path} cannot be read: put it back from the backup of the data directory.`)
}

/** Null for what is not whole: a login without its password would be refused later, and less plainly. */
function parseLogins(text: string): Logins | null {
  try {
    const value: unknown = JSON.parse(text)
    return isLogins(value) ? value : null
  } catch {
    return null
  }
}

function isLogins(value: unknown): value is Logins {
  if (typeof value !== 'object' || value === null) return false
  const kept = new Map<string, unknown>(Object.entries(value))
  return ['cluster', SUPERUSER, 'despatch_owner', 'despatch_app', 'despatch_seq'].every(
    (name) => typeof kept.get(name) === 'string',
  )
}

/** Reads the passwords, making them (mode 0600) at the first start. Of two first starts at once one wins. */
export async function keepLogins(folder: string): Promise<Logins> {
  const known = await readLogins(folder)
  if (known) return known
  const secret = () => randomBytes(24).toString('base64url')
  const logins: Logins = {
    cluster: randomBytes(8).toString('hex'),
    [SUPERUSER]: secret(),
    despatch_owner: secret(),
    despatch_app: secret(),
    despatch_seq: secret(),
  }
  const path = join(folder, 'logins.json')
  const partial = `${path}.${logins.cluster}`
  const file = await open(partial, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(logins, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  // link, unlike rename, fails when the name is taken: the first writer's passwords stand.
  await link(partial, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(partial)
  return (await readLogins(folder)) ?? logins
}

/** The connection URL of one login. */
export function loginUrl(logins: Logins, login: LoginName, port: number, database: string): string {
  return `postgres://${login}:${logins[login]}@127.0.0.1:${port}/${database}`
}
