import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openedDocument, openedLines } from '../../src/cli/opened.ts'
import { dayOf } from '../../src/domain/day.ts'
import { orderExample, orderExampleOn } from '../../src/domain/kinds/court-order-examples.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import { type OpenedDelivery, openDelivery } from '../../src/sdk/open-delivery.ts'
import { InvalidDataError, type ReferralRequest, referralFieldsOf } from '../../src/sdk/referral-request.ts'
import type { Session } from '../../src/sdk/session.ts'
import { directory } from '../domain/partnership.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { submitForged } from './forge.ts'

const pdf = (name: string) => ({ name, type: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.4') })
const order: ReferralRequest = {
  from: 'listing@testville.cjsm.test',
  to: ['asb.team@testville.gcsx.test', 'yot@testville.gcsx.test'],
  kind: 'court-order',
  data: orderExample('asbo'),
  attachments: [pdf('order.pdf'), pdf('map.pdf')],
}
const on = (request: Partial<ReferralRequest>, day = '2010-03-01') =>
  referralFieldsOf({ ...order, ...request }, directory, new Date(`${day}T12:00:00Z`))

function faultsOf(request: Partial<ReferralRequest>, day?: string) {
  try {
    on(request, day)
  } catch (error) {
    if (error instanceof InvalidDataError) return { faults: error.faults, message: error.message }
    throw error
  }
  return { faults: [], message: '' }
}

describe('an order is made ready to send', () => {
  it('as services to individuals about its subject, whose class nobody has to name', () => {
    expect(on({})).toMatchObject({
      kind: 'court-order',
      purpose: 'services-to-individuals',
      dataClass: 'sensitive-personal',
      categories: ['subject-of-order', 'young-person', 'other-subject'],
    })
  })

  it('only when it is lawful under the rules of its agreement on that day: all is said at once', () => {
    const data = { ...orderExample('asbo'), expiryDate: '2011-03-01', review: undefined }
    const { faults, message } = faultsOf({ data: JSON.parse(JSON.stringify(data)), attachments: [] })
    expect(faults.map(({ path }) => path)).toEqual(['/expiryDate', '/review', '', '/prohibitions/0/map'])
    expect(message).toContain('at least 2 years (Crime and Disorder Act 1998, section 1(7))')
    expect(message).toContain('; The order itself is not attached.')
    expect(message).not.toMatch(/\.\./)
  })

  it('not under an agreement of another time, nor after it has ended', () => {
    const modern = { agreement: { id: 'modern-isp', version: 1 } }
    expect(faultsOf(modern).faults).toMatchObject([{ path: '/orderType' }])
    const [asb] = directory.agreements.filter(
      ({ version, ruleSet }) => version === 2 && ruleSet === 'uk-2010',
    )
    const agreement = { id: asb?.id ?? '', version: 2 }
    expect(faultsOf({ agreement }, '2012-03-01').faults).toMatchObject([{ path: '/status' }])
  })
})

describe('a reader of an order that its sender’s program did not check', () => {
  let service: TestService
  let sender: Session
  let reader: Session

  beforeAll(async () => {
    service = await startTestService()
    sender = await service.session('asb.caseworker')
    reader = await service.session('yot.officer')
  }, 120_000)
  afterAll(async () => {
    await service?.stop()
  })

  const opened = async (data: unknown): Promise<OpenedDelivery> => {
    const classified = kindOf('court-order').classify(data)
    const { referral } = await submitForged(sender, {
      manifest: { kind: 'court-order', purpose: 'services-to-individuals', ...classified },
      data,
      rendering: 'court-order/1',
      attachments: [pdf('order.pdf'), pdf('map.pdf')],
    })
    const delivery = await vi.waitFor(
      async () => {
        const { rows } = await reader.client.inbox()
        const row = rows.find((candidate) => candidate.referral === referral)
        if (!row) throw new Error('not yet delivered')
        return row.delivery
      },
      { timeout: 30_000, interval: 50 },
    )
    return openDelivery({ session: reader, delivery, now: new Date() })
  }

  it('sees by the reader’s own machine what is unlawful, which is no misdeclaration', async () => {
    const outcome = await opened(orderExample('asbo'))
    expect(outcome).toMatchObject({
      outcome: 'opened',
      faults: [],
      concerns: [{ path: '/status', message: expect.stringContaining('It ended on 2012-02-29') }],
    })
    const text = openedLines(outcome, null, 78).join('\n')
    expect(text).toMatch(
      /\n\nCONCERNS: one thing to settle with its sender before you act on it\n- It ended on/,
    )
    expect(text.indexOf('CONCERNS')).toBeGreaterThan(text.indexOf('COPIES'))
    expect(openedDocument(outcome, null)).toMatchObject({ concerns: [{ path: '/status' }] })
  })

  it('sees none in a lawful one', async () => {
    const outcome = await opened(orderExampleOn('asbo', dayOf(new Date())))
    expect(outcome).toMatchObject({ outcome: 'opened', concerns: [] })
    expect(openedLines(outcome, null, 78).join('\n')).not.toContain('CONCERNS')
  })
})
