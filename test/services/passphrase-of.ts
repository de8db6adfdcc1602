import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newAccountSecret } from '../../src/crypto/account-secret.ts'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { generateDeviceKey } from '../../src/crypto/keys.ts'
import {
  answerRegistration,
  finishRegistration,
  finishSignIn,
  startRegistration,
  startSignIn,
} from '../../src/crypto/opaque.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { wrapKey } from '../../src/crypto/wrapped-key.ts'
import { DeviceStatement, type RegisterDeviceRequest } from '../../src/domain/wire/account.ts'
import {
  type PassphraseFinishRequest,
  PassphraseStatement,
  type SetPassphraseRequest,
} from '../../src/domain/wire/passphrase.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import type { Session } from '../../src/sdk/session.ts'
import type { TestService } from '../setup/service.ts'

const PASSPHRASE = 'drizzle teapot lanyard'

/** The requests by which somebody's passphrase is set, as their program would compose them. */
export async function passphraseOf({ config, origin }: TestService, { person, key, client }: Session) {
  const { login } = person
  const parties = { login, origin }
  const setup = await readFile(join(config.dataDir, 'keys', 'api', 'opaque.setup'), 'utf8')
  const { request, kept } = await startRegistration(PASSPHRASE)
  const response = await answerRegistration(setup.trim(), login, request)
  const { record, exportKey } = await finishRegistration(PASSPHRASE, parties, { kept, response })
  const fingerprint = key.getFingerprint()
  const secret = newAccountSecret()
  const wrapped = await wrapKey(key, { exportKey, secret }, { ...parties, fingerprint })

  return {
    request,
    async set(replaces: number): Promise<SetPassphraseRequest> {
      const now = new Date()
      const statement = writeStatement(PassphraseStatement, {
        despatch: 'passphrase/1',
        origin,
        login,
        fingerprint,
        record: await sha256Hex(record),
        wrapped: await sha256Hex(wrapped),
        replaces,
        time: now.toISOString(),
      })
      return { record, wrapped, statement, signature: await signStatement(statement, key, now) }
    },
    start: async () => ({ login, request: (await startSignIn(PASSPHRASE)).request }),
    async finish(): Promise<PassphraseFinishRequest> {
      const started = await startSignIn(PASSPHRASE)
      const begun = await client.beginPassphraseSignIn({ login, request: started.request })
      const proof = await finishSignIn(PASSPHRASE, parties, { kept: started.kept, response: begun.response })
      if (!proof) throw new Error('the passphrase is not set, or another is')
      return { state: begun.state, finish: proof.finish }
    },
  }
}

/** The request by which somebody approves a new machine. */
export async function deviceOf(
  { person, key, service }: Pick<Session, 'person' | 'key' | 'service'>,
  change: Partial<DeviceStatement> = {},
) {
  const now = new Date()
  const device = await generateDeviceKey({ name: 'Despatch device', address: 'device@despatch.test', now })
  const statement = writeStatement(DeviceStatement, {
    despatch: 'device/1',
    origin: service.origin,
    login: person.login,
    device: device.getFingerprint(),
    label: 'laptop',
    time: now.toISOString(),
    ...change,
  })
  const request: RegisterDeviceRequest = {
    certificate: device.toPublic().armor(),
    statement,
    signature: await signStatement(statement, key, now),
  }
  return { device, request }
}
