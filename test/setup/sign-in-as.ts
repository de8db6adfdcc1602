import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../src/config.ts'
import { createClient } from '../../src/sdk/client.ts'
import { type Session, signIn } from '../../src/sdk/session.ts'
import { unlockUserKey } from '../../src/sdk/user-key.ts'

/** Signs in as one of the demonstration's people, with the key that lies in the data directory. */
export async function signInAs(
  { dataDir, publicUrl }: Pick<Config, 'dataDir' | 'publicUrl'>,
  login: string,
): Promise<Session> {
  const [armored, passphrase] = await Promise.all([
    readFile(join(dataDir, 'demo', 'people', `${login}.asc`), 'utf8'),
    readFile(join(dataDir, 'demo', 'passphrase'), 'utf8'),
  ])
  return signIn({
    client: createClient({ origin: publicUrl }),
    login,
    key: await unlockUserKey(armored, passphrase.trim()),
    now: new Date(),
    hash: (data) => hash('sha256', data, 'buffer'),
  })
}
