import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PrivateKey } from '../../src/crypto/keys.ts'
import { gpg, hasGpg, stopAgent } from '../../src/demo/partner/gpg.ts'

/** The gpg program with a keyring of its own, called for each message as programs call it, its agent running. */
export type Gnupg = {
  seal(entity: Uint8Array): Promise<Uint8Array>
  open(sealed: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

/**
 * Gives gpg the same keys that we use.
 *
 * @param keys unlocked, the first of them signs; all are sealed to
 */
export async function startGnupg(keys: readonly PrivateKey[]): Promise<Gnupg> {
  if (!(await hasGpg())) throw new Error('This row compares with gpg: install the package gnupg.')
  const home = await mkdtemp(join(tmpdir(), 'bg-'))
  for (const key of keys) await gpg(home, ['--import'], key.armor())
  const [sender = ''] = keys.map((key) => key.getFingerprint())
  const recipients = keys.flatMap((key) => ['-r', key.getFingerprint()])
  // What is sealed here is not compressed by either side, so that both do the same work.
  const seal = ['--sign', '--encrypt', '--compress-algo', 'none', '--local-user', sender, ...recipients]
  return {
    seal: async (entity) => (await gpg(home, seal, entity)).stdout,
    async open(sealed) {
      const { stdout, status } = await gpg(home, ['--decrypt'], sealed)
      if (!status.some((line) => line.startsWith('VALIDSIG '))) throw new Error('gpg did not see a signature')
      return stdout
    },
    async close() {
      await stopAgent(home)
      await rm(home, { recursive: true, force: true })
    },
  }
}
