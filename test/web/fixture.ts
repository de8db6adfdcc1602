import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { readyClient } from '../../src/main/web/ready.ts'
import { kitOf, newAccountSecret } from '../../src/sdk/kit.ts'
import { setPassphrase } from '../../src/sdk/passphrase.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { type SentReferral, send } from '../../src/sdk/send.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import type { Account } from './pages.ts'

export const ASB = 'asb.team@liverpool.gcsx.gov.test'
export const YOT = 'yot@liverpool.gcsx.gov.test'

/** A service that serves the browser client as it is built of these sources. */
export async function startWithClient(): Promise<TestService> {
  const client = await readyClient((line) => {
    throw new Error(line)
  })
  return startTestService({ rates: { 'api.signIns': { points: 10_000, windowSeconds: 60 } } }, {}, client)
}

/** Gives one of the demonstration's people a passphrase and a kit, as `despatch account passphrase` does. */
export async function accountOf(service: TestService, login: string): Promise<Account> {
  const session = await service.session(login)
  const passphrase = 'drizzle teapot lanyard'
  const secret = newAccountSecret()
  const now = new Date()
  await setPassphrase(session, { passphrase, secret }, { replaces: 0, now })
  const { words } = kitOf(secret, { login, origin: service.origin, made: now })
  return { login, passphrase, words: words.join(' ') }
}

/** Sends an incident to the YOT by the SDK. @returns what was sent, and the delivery once it is there */
export async function sendIncident(
  service: TestService,
  attachments: { name: string; type: string; bytes: Uint8Array }[] = [],
): Promise<SentReferral> {
  const session = await service.session('asb.caseworker')
  const prepared = await prepareReferral({
    session,
    now: new Date(),
    from: ASB,
    to: [YOT],
    kind: 'asb-incident',
    data: asbIncidentExample,
    bases: SENSITIVE_BASES,
    consent: UNASKED,
    attachments,
  })
  if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
  return send({ session, prepared })
}
