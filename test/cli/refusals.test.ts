import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AGREEMENT_ID } from '../../src/demo/partnership/agreement.ts'
import { addDays, dayOf } from '../../src/domain/day.ts'
import type { Session } from '../../src/sdk/session.ts'
import { altered, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

let service: TestService
let auditor: Machine
let coordinator: Machine
let sender: Session
let rules: string[]

beforeAll(async () => {
  service = await startTestService()
  const { dataDir } = service.config
  const signedIn = async (login: string) => {
    const machine = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: join(dataDir, 'demo', 'passphrase') },
    })
    const key = join(dataDir, 'demo', 'people', `${login}.asc`)
    await machine.despatch('login', service.origin, '--as', login, '--key', key)
    return machine
  }
  auditor = await signedIn('auditor')
  coordinator = await signedIn('co-ordinator')
  sender = await service.session('asb.caseworker')
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

describe('a legal basis that the co-ordinator ends', () => {
  const amend = (...args: string[]) => coordinator.despatch('admin', 'rules', 'amend', ...args)
  const today = dayOf(new Date())
  const REASON = 'Example Crime Act 2027, section 9, repeals it'
  let file: string
  const written = async (form: object) => {
    await writeFile(file, JSON.stringify(form))
    return ['--file', file, '--reason', REASON]
  }
  const ends = { change: 'end', what: { row: 'basis', name: 'cda-1998-s115' } }

  beforeAll(async () => {
    file = join(await newFolder(), 'changes.json')
  })

  it('is read out first, and nothing is entered unless somebody says yes', async () => {
    const example = JSON.parse((await amend('--example')).out)
    const asked = await amend(...(await written({ ...example, agreement: AGREEMENT_ID })))
    expect(asked.code).toBe(1)
    for (const part of [
      `Edition 2 of the rules uk-2010 under ${AGREEMENT_ID}, from ${addDays(today, 1)}.`,
      'Adds the legal basis eca-2027-s4, a power to disclose',
      'Ends the legal basis cda-1998-s17.',
      'Nothing was done: there is nobody to ask',
    ])
      expect(asked.err.replaceAll(/\s+/g, ' ')).toContain(part)
    expect(JSON.parse((await coordinator.despatch('trust', '--json')).out).amendments).toEqual([])
    const over = await written({ agreement: AGREEMENT_ID, from: addDays(today, -1), changes: [ends] })
    expect((await amend(...over, '--yes')).err).toContain('does not change')
  })

  it('is refused by the service and by the client from its day, each naming the amendment', async () => {
    const before = await prepared(sender)
    const given = await written({ agreement: AGREEMENT_ID, from: today, changes: [ends] })
    expect(await amend(...given, '--yes')).toMatchObject({ code: 0, out: expect.stringContaining('record') })
    const sentence = `cda-1998-s115 ended on ${today}, by edition 2 of the rules of ${AGREEMENT_ID}: ${REASON}.`
    expect((await refusal(sender.client.submit(before))).message).toContain(sentence)
    await expect(prepared(sender)).rejects.toThrow(sentence)
  })

  it('is shown with its edition, and is in force on the days before', async () => {
    const show = (...args: string[]) => auditor.despatch('rules', '--agreement', AGREEMENT_ID, ...args)
    const now = await show()
    expect(now.out).toMatch(new RegExp(`^The rules of ${AGREEMENT_ID} on ${today}: edition 2\\.$`, 'm'))
    expect(now.out).toMatch(new RegExp(`^2 +${today} +Example Partnership Office of Merseyside$`, 'm'))
    expect(now.out).toContain('Ended by an amendment')
    const past = JSON.parse((await show('--on', addDays(today, -1), '--json')).out)
    expect(past).toMatchObject({ id: 'uk-2010', edition: 1, ended: [], editions: [{ edition: 2 }] })
    expect(past.bases.map(({ code }: { code: string }) => code)).toContain('cda-1998-s115')
    const { out } = await auditor.despatch('trust')
    expect(out.replaceAll(/\s+/g, ' ')).toContain(`${REASON} Ends the legal basis cda-1998-s115.`)
  })

  it('can be resumed, and what was added meanwhile is explained to auditors', async () => {
    const { changes } = JSON.parse((await amend('--example')).out)
    const resume = { change: 'resume', what: ends.what }
    const given = await written({ agreement: AGREEMENT_ID, from: today, changes: [resume, changes[0]] })
    const { document } = await coordinator.json('admin', 'rules', 'amend', ...given, '--yes')
    expect(document).toMatchObject({ edition: 3, from: today })
    await expect(prepared(sender)).resolves.toBeDefined()
    const bases = ['eca-2027-s4', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7']
    expect((await sender.client.submit(await prepared(sender, { bases }))).reference).toBeDefined()
    const explained = await auditor.despatch('disclosures', '--basis', 'eca-2027-s4', '--explain')
    expect(explained.out.replaceAll(/\s+/g, ' ')).toContain(
      'Power to disclose for an example (Example Crime Act',
    )
  })
})
