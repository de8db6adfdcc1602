import { SENSITIVE_BASES, UNASKED } from '../src/demo/journeys/asb-incident.ts'
import { ASB_TEAM } from '../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../src/domain/kinds/asb-incident-example.ts'
import { prepareReferral } from '../src/sdk/prepare.ts'
import { send } from '../src/sdk/send.ts'
import type { ServiceProcess } from './service-process.ts'

/** Whom they are sent to, and who reads them there. */
export const READER = 'yot.officer'
const YOT = 'yot@liverpool.gcsx.gov.test'

/** Sends example incidents to a team of the service that can be opened there, and waits until they are delivered. */
export async function sendIncidents(service: ServiceProcess, count: number): Promise<void> {
  const session = await service.session('asb.caseworker')
  for (let sent = 0; sent < count; sent += 1) {
    const prepared = await prepareReferral({
      session,
      now: new Date(),
      from: ASB_TEAM,
      to: [YOT],
      kind: 'asb-incident',
      data: asbIncidentExample,
      bases: SENSITIVE_BASES,
      consent: UNASKED,
    })
    if (!prepared.ready) throw new Error(`the rules stopped it: ${JSON.stringify(prepared.decision)}`)
    await send({ session, prepared })
  }
  const reader = await service.session(READER)
  while ((await reader.client.inbox({ limit: Math.min(200, count) })).rows.length < Math.min(200, count))
    await new Promise((resolve) => setTimeout(resolve, 50))
}
