import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { altered, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

let service: TestService
let auditor: Machine
let rules: string[]

beforeAll(async () => {
  service = await startTestService()
  const { dataDir } = service.config
  auditor = await newMachine({ env: { DESPATCH_PASSPHRASE_FILE: join(dataDir, 'demo', 'passphrase') } })
  const key = join(dataDir, 'demo', 'people', 'auditor.asc')
  await auditor.despatch('login', service.origin, '--as', 'auditor', '--key', key)
  const sender = await service.session('asb.caseworker')
  const attempt = async (bases: string[]) => {
    const submission = await altered(sender, await prepared(sender), { fields: { bases } })
    return refusal(sender.client.submit(submission))
  }
  await attempt([])
  const refused = await attempt(['cda-1998-s115'])
  rules = [...new Set((refused.extra.needs as { rule: string }[]).map(({ rule }) => rule))]
}, 120_000)
afterAll(() => service?.stop())

describe('refusals at the command line', () => {
  it('says what the rules did not let through, and which rules', async () => {
    const { code, out, err } = await auditor.despatch('refusals', '--limit', '1')
    expect([code, err]).toEqual([0, expect.stringMatching(/^There are more: add --cursor /)])
    const lines = out.split('\n')
    expect(lines[0]).toMatch(/^WHEN +KIND +OUTCOME +RULES$/)
    expect(lines[1]).toMatch(new RegExp(`Z +asb-incident +something missing +${rules.join(', ')}$`))
    expect(out).toMatch(/^ {2}from asb\.team@liverpool\.gcsx\.gov\.test \(.+\)$/m)
    expect(out).toMatch(/^ {2}.+; sensitive-personal data; agreement \S+, version 1$/m)
  })

  it('counts them by rule', async () => {
    const { document } = await auditor.json('refusals', '--by-rule')
    const counted = (document as { rules: { rule: string; needs: number }[] }).rules
    for (const rule of rules) expect(counted.find((one) => one.rule === rule)).toMatchObject({ needs: 2 })
    expect((await auditor.despatch('refusals', '--by-rule')).out).toMatch(
      /^RULE +REFUSED +SOMETHING MISSING\n\w+ +0 +\d/,
    )
  })

  it('filters by rule and agency, and exports what matches', async () => {
    const [rule = ''] = rules
    const { document } = await auditor.json(
      'refusals',
      '--rule',
      rule.toLowerCase(),
      '--agency',
      'council of liverpool',
    )
    expect((document as { rows: object[] }).rows).toHaveLength(2)
    const none = await auditor.despatch('refusals', '--kind', 'reply')
    expect(none.out).toBe('Nothing of that kind was refused, as far as you may read.')

    const csv = join(await newFolder(), 'refusals.csv')
    const written = await auditor.despatch('refusals', '--csv', csv, '--rule', rule)
    expect(written.out).toBe(`Wrote 2 rows to ${csv}.`)
    expect((await readFile(csv, 'utf8')).trimEnd().split('\r\n')).toHaveLength(3)
  })

  it('does not count what it is to export', async () => {
    expect(await auditor.despatch('refusals', '--by-rule', '--csv', '-')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--by-rule counts'),
    })
  })
})
