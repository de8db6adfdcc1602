import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Hex } from '../../src/crypto/digest.ts'
import {
  answerRegistration,
  finishRegistration,
  finishSignIn,
  startRegistration,
  startSignIn,
} from '../../src/crypto/opaque.ts'
import { passkeyName, passkeySecrets } from '../../src/crypto/passkey-secrets.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { wrapKey } from '../../src/crypto/wrapped-key.ts'
import {
  type AddPasskeyRequest,
  type PasskeyFinishRequest,
  PasskeyStatement,
} from '../../src/domain/wire/passkey.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import type { UsedPasskey } from '../../src/sdk/passkeys.ts'
import type { Session } from '../../src/sdk/session.ts'
import type { TestService } from '../setup/service.ts'

/** What an authenticator gives: an id and 32 octets, both of chance. */
export const somePasskey = (): UsedPasskey => ({
  credential: randomBytes(32).toString('base64url'),
  output: crypto.getRandomValues(new Uint8Array(32)),
})

/** The requests by which somebody adds a passkey and signs in by it, as their program would compose them. */
export async function passkeyOf(
  { config, origin }: TestService,
  { person: { login }, key, client }: Pick<Session, 'person' | 'key' | 'client'>,
  change: Partial<PasskeyStatement> = {},
) {
  const { credential, output } = somePasskey()
  const setup = (await readFile(join(config.dataDir, 'keys', 'api', 'opaque.setup'), 'utf8')).trim()
  const { secret, wrapping } = await passkeySecrets(output, origin)
  const parties = { login: await passkeyName(credential), origin }
  const { request, kept } = await startRegistration(secret)
  const response = await answerRegistration(setup, parties.login, request)
  const { record, exportKey } = await finishRegistration(secret, parties, { kept, response }, 'drawn')
  const fingerprint = key.getFingerprint()
  const wrapped = await wrapKey(key, { exportKey, secret: wrapping }, { origin, login, fingerprint })
  const now = new Date()
  const statement = writeStatement(PasskeyStatement, {
    despatch: 'passkey/1',
    origin,
    login,
    fingerprint,
    credential,
    label: 'key on my ring',
    record: await sha256Hex(record),
    wrapped: await sha256Hex(wrapped),
    time: now.toISOString(),
    ...change,
  })
  const add: AddPasskeyRequest = {
    record,
    wrapped,
    statement,
    signature: await signStatement(statement, key, now),
  }
  return {
    credential,
    output,
    registration: { credential, request },
    add,
    start: async () => ({ credential, request: (await startSignIn(secret)).request }),
    async finish(): Promise<PasskeyFinishRequest> {
      const started = await startSignIn(secret)
      const begun = await client.beginPasskeySignIn({ credential, request: started.request })
      const proof = await finishSignIn(
        secret,
        parties,
        { kept: started.kept, response: begun.response },
        'drawn',
      )
      if (!proof) throw new Error('the passkey was not added, or was removed')
      return { credential, state: begun.state, finish: proof.finish }
    },
  }
}
