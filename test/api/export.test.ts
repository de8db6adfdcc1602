import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../src/sdk/session.ts'
import { named, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

const COUNT = 3

let service: TestService
let auditor: Session

beforeAll(async () => {
  service = await startTestService()
  auditor = await service.session('auditor')
  const sender = await service.session('asb.caseworker')
  for (let n = 0; n < COUNT; n++) await sender.client.submit(await prepared(sender))
})
afterAll(() => service?.stop())

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const read: Uint8Array[] = []
  for await (const piece of pieces) read.push(piece)
  return Buffer.concat(read).toString()
}

const ask = (path: string) =>
  fetch(`${service.origin}/api/v1/register${path}`, {
    headers: { authorization: `Bearer ${auditor.client.token}` },
  })

describe('an export of the register', () => {
  it('has in JSON the rows that the pages list', async () => {
    const { rows } = await auditor.client.disclosures({}, { limit: 200 })
    const whole = JSON.parse(await textOf(auditor.client.disclosuresExport('json')))
    expect(rows).toHaveLength(COUNT)
    expect(whole.rows.map(({ delivery }: { delivery: string }) => delivery)).toEqual(
      rows.map(({ delivery }) => delivery),
    )
  })

  it('has in CSV a line for each, under the same filters', async () => {
    const lines = async (kind: 'asb-incident' | 'reply') =>
      (await textOf(auditor.client.disclosuresExport('csv', { kind }))).trim().split('\r\n')
    expect(await lines('asb-incident')).toHaveLength(COUNT + 1)
    expect(await lines('reply')).toHaveLength(1)
  })

  it('is a file with a name, which no cache keeps', async () => {
    for (const [path, type, name] of [
      ['/disclosures/export?format=csv', 'text/csv; charset=utf-8', 'disclosures.csv'],
      ['/refusals/export?format=json', 'application/json', 'refusals.json'],
    ]) {
      const { headers, body } = await ask(path ?? '')
      await body?.cancel()
      expect(headers.get('content-type')).toBe(type)
      expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  it('is refused before it begins, not half way', async () => {
    for (const path of [
      '/disclosures/export',
      '/disclosures/export?format=xls',
      '/refusals/export?format=csv&rule=x',
    ]) {
      const answer = await ask(path)
      expect(await answer.json()).toMatchObject({ type: named('invalid-request'), status: 400 })
    }
    const reference = 'ASB-00000-00000-*'
    expect(await refusal(textOf(auditor.client.disclosuresExport('csv', { reference })))).toMatchObject({
      status: 400,
    })
  })
})
