import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ASB_TEAM } from '../../src/demo/partnership/mailboxes.ts'
import { orderMail, setPolicy, todaysOrder } from '../services/arrivals/court-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type Machine, newMachine } from './run.ts'

let service: TestService
let caseWorker: Machine

beforeAll(async () => {
  service = await startTestService()
  await setPolicy(service.database, 'seal-on-arrival')
  const demo = join(service.config.dataDir, 'demo')
  caseWorker = await newMachine({ env: { DESPATCH_PASSPHRASE_FILE: join(demo, 'passphrase') } })
  const key = join(demo, 'people', 'asb.caseworker.asc')
  const signedIn = await caseWorker.despatch('login', service.origin, '--as', 'asb.caseworker', '--key', key)
  expect(signedIn).toMatchObject({ code: 0, err: '' })
}, 120_000)
afterAll(() => service?.stop())

const referenceIn = (text: string): string =>
  /[A-Z]{3}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]/.exec(text)?.[0] ?? ''

describe('a court order that came unsealed, at the command line', () => {
  it('is shown as sealed on arrival in every command, before it is filed and after', async () => {
    const { caseNumber } = todaysOrder('SAMPLE-CLI-1')
    const { message } = orderMail({ order: todaysOrder(caseNumber) })
    expect(await bringOnce(service, { to: [ASB_TEAM], message })).toMatchObject({ code: 250 })
    const listed = await vi.waitFor(
      async () => {
        const { out } = await caseWorker.despatch('inbox')
        expect(out).toContain('from somebody at liverpool-mc.cjsm.test (unproven, sealed on arrival)')
        return out
      },
      { timeout: 30_000, interval: 50 },
    )
    const mail = referenceIn(listed)
    expect(mail).toMatch(/^MSG-/)
    for (const command of ['status', 'thread'])
      expect((await caseWorker.despatch(command, mail)).out).toContain('(unproven, sealed on arrival)')

    const opened = await caseWorker.despatch('open', mail)
    expect(opened).toMatchObject({ code: 0, err: '' })
    const words = opened.out.replaceAll(/\s+/g, ' ')
    expect(words).toContain(
      'It came unsealed from liverpool-mc.cjsm.test over its accredited network, and was sealed on arrival.',
    )
    expect(words).toContain('ANTI-SOCIAL BEHAVIOUR ORDER')
    expect(words).toContain(caseNumber)
    expect(opened.out.split('\n').at(0)).toBe('RESTRICTED')
    expect(opened.out.trimEnd().split('\n').at(-1)).toBe('RESTRICTED')

    const order = mail.replace('MSG', 'ORD')
    expect(await caseWorker.despatch('acknowledge', order)).toMatchObject({ code: 0 })
    for (const args of [['inbox'], ['status', order], ['thread', order]]) {
      const { out } = await caseWorker.despatch(...args)
      expect(out).toContain(order)
      expect(out).toContain('(unproven, sealed on arrival)')
    }
    const { document } = await caseWorker.json('inbox')
    expect(document).toMatchObject({ rows: [{ kind: 'court-order', sealedOnArrival: true }] })
  })
})
