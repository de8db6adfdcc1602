import { expect, vi } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { informationRequest } from '../../src/domain/kinds/information-request.ts'
import type { KindName } from '../../src/domain/wire/referral-fields.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import type { ReferralRequest } from '../../src/sdk/referral-request.ts'
import { type SentReferral, send } from '../../src/sdk/send.ts'
import type { TestService } from '../setup/service.ts'
import { expectAccessible } from './browser.ts'
import { ASB, accountOf, type Desk, sendIncident, useDesk, YOT } from './fixture.ts'
import type { Account } from './pages.ts'

/** What the journeys of case work have in common: a desk, two people, and what the one has sent the other. */
export type CaseWork = {
  desk: Desk
  people: { officer: Account; caseWorker: Account }
  sent: { request: SentReferral; incidents: SentReferral[] }
  /** looks at the page as it stands; with SHOTS=folder it is kept as pictures at three widths */
  look(name: string): Promise<void>
  shots: string | undefined
  /** the delivery of something to the YOT, once it is there */
  deliveryOf(one: SentReferral | undefined): Promise<string>
}

/** Sends something from the ASB team to the YOT, by the SDK; `more` says what is not as of an information request. */
export async function sendForm(
  service: TestService,
  kind: KindName,
  data: unknown,
  more: Partial<ReferralRequest> = {},
): Promise<SentReferral> {
  const session = await service.session('asb.caseworker')
  const prepared = await prepareReferral({
    ...{ session, now: new Date(), from: ASB, to: [YOT], kind, data },
    bases: SENSITIVE_BASES,
    consent: UNASKED,
    ...more,
  })
  if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
  return send({ session, prepared })
}

/** Starts the service and the browser for the tests of a file; an information request and three incidents have come in. */
export function useCaseWork(): CaseWork {
  const people: Partial<CaseWork['people']> = {}
  const sent: Partial<CaseWork['sent']> = {}
  const desk = useDesk(async (service) => {
    people.officer = await accountOf(service, 'yot.officer')
    people.caseWorker = await accountOf(service, 'asb.caseworker')
    sent.request = await sendForm(service, 'information-request', informationRequest.example)
    sent.incidents = []
    for (let n = 0; n < 3; n += 1) sent.incidents.push(await sendIncident(service))
    const reader = await service.session('yot.officer')
    await vi.waitFor(async () => expect((await reader.client.inbox()).rows).toHaveLength(4), {
      timeout: 30_000,
      interval: 50,
    })
  })
  const shots = process.env.SHOTS
  return {
    desk,
    people: people as CaseWork['people'],
    sent: sent as CaseWork['sent'],
    shots,
    async look(name) {
      await expectAccessible(desk.page)
      if (!shots) return
      for (const width of [320, 768, 1280]) {
        await desk.page.setViewportSize({ width, height: 900 })
        await desk.page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
      }
    },
    async deliveryOf(one) {
      const { client } = await desk.service.session('yot.officer')
      return vi.waitFor(
        async () => {
          const row = (await client.inbox()).rows.find(({ referral }) => referral === one?.referral)
          if (!row) throw new Error('not delivered yet')
          return row.delivery
        },
        { timeout: 30_000, interval: 50 },
      )
    },
  }
}
