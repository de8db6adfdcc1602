import { expect, vi } from 'vitest'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import type { TestService } from '../setup/service.ts'
import { YOT } from './fixture.ts'

/** Has the police mail the YOT. @returns the delivery, once it is there */
export async function mailed(
  service: TestService,
  letter: { subject: string; text: string },
): Promise<string> {
  const from = POLICE_INTELLIGENCE
  const { client } = await service.session('yot.officer')
  const before = new Set((await client.inbox()).rows.map(({ delivery }) => delivery))
  const { message } = await encryptedMail(service, { from, to: YOT, ...letter })
  expect(await bringOnce(service, { from, to: [YOT], message, localAddress: POLICE_RELAY })).toMatchObject({
    code: 250,
  })
  return vi.waitFor(
    async () => {
      const row = (await client.inbox()).rows.find(({ delivery }) => !before.has(delivery))
      if (!row) throw new Error('not yet delivered')
      return row.delivery
    },
    { timeout: 30_000, interval: 50 },
  )
}
