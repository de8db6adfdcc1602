import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dkimRecord } from '../../../src/mail/gateway/dkim.ts'
import { dkimPublished } from '../../../src/main/doctor/dkim.ts'
import { readWorkerKeys } from '../../../src/main/service-keys.ts'

let dataDir: string
let record: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'despatch-dkim-'))
  const place = {
    dataDir,
    log: 'localhost/log',
    domain: 'despatch.test',
    dkimSelector: 'd1',
    now: new Date(),
  }
  const { dkim } = await readWorkerKeys(place)
  record = dkimRecord({ key: dkim?.key ?? '' })
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const refused = (code: string) => Object.assign(new Error(code), { code })

/** What the doctor says when these are published. */
const says = (published: Record<string, string[] | Error>, selector = 'd1') =>
  dkimPublished({
    dataDir,
    selector,
    domains: ['despatch.test', 'liverpool.gcsx.gov.test'],
    resolve: async (name) => {
      const found = published[name.replace('d1._domainkey.', '')] ?? refused('ENOTFOUND')
      if (found instanceof Error) throw found
      return [found]
    },
  }).catch((error: unknown) => error)

describe('the key that mail is signed with', () => {
  it('is found published, in however many pieces', async () => {
    const pieces = [record.slice(0, 200), record.slice(200)]
    expect(await says({ 'despatch.test': pieces, 'liverpool.gcsx.gov.test': [record] })).toMatch(
      /^published at d1\._domainkey\.despatch\.test, d1\._domainkey\.liverpool/,
    )
  })

  it('is to be published where it is not, or another is: the record is shown', async () => {
    const found = String(await says({ 'despatch.test': ['v=DKIM1; k=rsa; p=MIIB'] }))
    expect(found).toContain('nothing is published at d1._domainkey.liverpool.gcsx.gov.test')
    expect(found).toContain('another key than ours is published at d1._domainkey.despatch.test')
    expect(found).toContain(`The TXT record is ${record}`)
    expect(record).toMatch(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/]{380,400}={0,2}$/)
  })

  it('may be published where the DNS cannot be asked: the record is shown', async () => {
    const broken = refused('ETIMEOUT')
    const found = await says({ 'despatch.test': broken, 'liverpool.gcsx.gov.test': broken })
    expect(found).toMatch(/^the DNS could not be asked about .* The TXT record is v=DKIM1/)
  })

  it('is not there yet before the worker has made it', async () => {
    expect(String(await says({}, 'd2'))).toContain('dkim-d2.pem is not there')
  })
})
