import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paperDisclosureExample } from '../../src/domain/kinds/paper-disclosure.ts'
import { verbalDisclosureExample } from '../../src/domain/kinds/verbal-disclosure.ts'
import type { DisclosureRow } from '../../src/domain/wire/register-response.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { deliveryOnce, prepared } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

const ASB = 'asb.team@liverpool.gcsx.gov.test'
const YOT = 'yot@liverpool.gcsx.gov.test'
const SEFTON = 'yot@sefton.gcsx.gov.test'

let service: TestService
let auditor: Machine
let folder: string
let sender: Session
let first: { reference: string; referral: string }
let second: { reference: string; referral: string }

beforeAll(async () => {
  service = await startTestService()
  folder = await newFolder()
  auditor = await machineOf('auditor')
  sender = await service.session('asb.caseworker')
  const sent = async (to: string[]) => send({ session: sender, prepared: await prepared(sender, { to }) })
  first = await sent([YOT])
  second = await sent([YOT, SEFTON])
  // Nothing changes any more while the same rows are read in two ways.
  for (const [{ referral }, to] of [
    [first, YOT],
    [second, YOT],
    [second, SEFTON],
  ] as const) {
    await deliveryOnce(sender, { referral, to }, ({ state }) => state === 'delivered')
  }
}, 120_000)
afterAll(() => service?.stop())

/** The machine of one of the demonstration's people, signed in. */
async function machineOf(login: string, columns = 100): Promise<Machine> {
  const { dataDir } = service.config
  const env = { DESPATCH_PASSPHRASE_FILE: join(dataDir, 'demo', 'passphrase') }
  const machine = await newMachine({ env, columns })
  const key = join(dataDir, 'demo', 'people', `${login}.asc`)
  await machine.despatch('login', service.origin, '--as', login, '--key', key)
  return machine
}

const rowsOf = async (machine: Machine, ...args: string[]): Promise<DisclosureRow[]> => {
  const { code, document, err } = await machine.json('disclosures', ...args)
  expect([code, err.replace(/There are more.*/, '')]).toEqual([0, ''])
  return (document as { rows: DisclosureRow[] }).rows
}

describe('the register at the command line', () => {
  it('says who disclosed what sort of thing to whom, why, and how it was answered', async () => {
    const { code, out, err } = await auditor.despatch('disclosures', '--ref', first.reference)
    expect([code, err]).toEqual([0, ''])
    const lines = out.split('\n')
    expect(lines[0]).toMatch(/^REFERENCE +MARKING +KIND +STATE +WHEN$/)
    expect(lines[1]).toMatch(
      new RegExp(
        `^${first.reference} +\\S.* +asb-incident +(accepted|delivered)\\S* +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ$`,
      ),
    )
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(new RegExp(`^ {2}from ${ASB} \\(`)),
      expect.stringMatching(new RegExp(`^ {2}to ${YOT} \\(`)),
      expect.stringMatching(/^ {2}sensitive-personal data: informer, /),
      expect.stringMatching(/^ {2}for [a-z-]+; consent [a-z-]+$/),
      expect.stringMatching(/^ {2}bases cda-1998-s115, /),
      expect.stringMatching(/^ {2}agreement \S+, version 1$/),
      expect.stringMatching(/^ {2}entry \d+ of the log$/),
    ])
  })

  it('fits the terminal', async () => {
    const narrow = await machineOf('auditor', 50)
    const { out } = await narrow.despatch('disclosures', '--explain')
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50)
  })

  it('has a row for each recipient, and finds a referral by its id, too', async () => {
    const rows = await rowsOf(auditor, '--ref', second.referral)
    expect(rows.map(({ to }) => to.mailbox).sort()).toEqual([YOT, SEFTON].sort())
    expect(rows.every(({ referral }) => referral === second.referral)).toBe(true)
  })

  it.each([
    ['an agency by a part of its name', ['--agency', 'sefton'], 1],
    ['a mailbox', ['--mailbox', YOT], 2],
    ['a kind', ['--kind', 'asb-incident'], 3],
    ['another kind', ['--kind', 'information-request'], 0],
    ['a basis', ['--basis', 'cda-1998-s115'], 3],
    ['a class of data', ['--class', 'none'], 0],
    ['a state', ['--state', 'acknowledged'], 0],
    ['days', ['--since', '2010-01-01', '--until', '2010-12-31'], 0],
    ['days to come', ['--until', '2999-01-01'], 3],
  ])('filters by %s', async (_what, args, count) => {
    expect(await rowsOf(auditor, ...args)).toHaveLength(count)
  })

  it('filters by marking as a person writes it', async () => {
    const [row] = await rowsOf(auditor, '--ref', first.reference)
    const written = row?.marking?.toLowerCase().replace('–', '-') ?? ''
    expect(await rowsOf(auditor, '--marking', written)).toHaveLength(3)
    expect(await rowsOf(auditor, '--marking', 'not protectively marked')).toHaveLength(0)
  })

  it('goes by pages, and names the next one', async () => {
    const page = await auditor.json('disclosures', '--limit', '2')
    const { rows, next } = page.document as { rows: DisclosureRow[]; next: string }
    const rest = await rowsOf(auditor, '--limit', '2', '--cursor', next)
    expect([...rows, ...rest].map(({ delivery }) => delivery)).toEqual(
      (await rowsOf(auditor, '--all')).map(({ delivery }) => delivery),
    )
    expect((await auditor.despatch('disclosures', '--limit', '2')).err).toBe(
      `There are more: add --cursor ${next}, or --all`,
    )
    expect((await auditor.despatch('disclosures', '--all')).out).toMatch(/^3 disclosures\.$/m)
  })

  it('explains every basis that it names with the sentence of the law', async () => {
    const { out } = await auditor.despatch('disclosures', '--limit', '1', '--explain')
    expect(out).toMatch(/^cda-1998-s115\n {2}Power to disclose/m)
    expect(out).not.toContain('No rule set here')
  })

  it.each([
    [['--agency', 'nowhere'], 1, /^No agency is called nowhere\. There are: /],
    [['--mailbox', 'the YOT'], 2, /must be a mail address/],
    [['--marking', 'quite secret'], 2, /That is not a marking/],
    [['--since', 'yesterday'], 2, /must be a date/],
    [['--ref', 'ASB-1'], 2, /References look like/],
    [['--class', 'all'], 2, /Allowed choices are/],
    [['--all', '--limit', '5'], 2, /leave --limit and --cursor out/],
    [['--csv', 'a.csv', '--export', 'a.json'], 2, /choose one/],
  ])('refuses %j in a sentence', async (args, code, sentence) => {
    const refused = await auditor.despatch('disclosures', ...args)
    expect(refused.code).toBe(code)
    expect(refused.err).toMatch(sentence)
  })

  it('shows a liaison officer what their own agency sent or received, and a case worker nothing', async () => {
    expect(await rowsOf(await machineOf('council.liaison'))).toHaveLength(3)
    expect(await rowsOf(await machineOf('court.liaison'))).toHaveLength(0)
    const refused = await (await machineOf('asb.caseworker')).despatch('disclosures')
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('may not do this') })
  })
})

describe('the register as a file', () => {
  it('is written as CSV and as JSON, for nobody else to read, and counted', async () => {
    const csv = join(folder, 'register.csv')
    const written = await auditor.despatch('disclosures', '--csv', csv)
    expect(written).toEqual({ code: 0, out: `Wrote 3 rows to ${csv}.`, err: '' })
    const lines = (await readFile(csv, 'utf8')).trimEnd().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^at,reference,kind,urgency,marking,/)
    expect((await stat(csv)).mode & 0o777).toBe(0o600)

    const json = join(folder, 'register.json')
    const document = await auditor.json('disclosures', '--export', json, '--kind', 'asb-incident')
    expect(document.document).toEqual({ file: json, format: 'json', rows: 3 })
    expect(JSON.parse(await readFile(json, 'utf8')).rows).toEqual(await rowsOf(auditor))
    expect((await readdir(folder)).sort()).toEqual(['register.csv', 'register.json'])
  })

  it('is printed as CSV', async () => {
    const { out, err } = await auditor.despatch('disclosures', '--csv', '-', '--ref', first.reference)
    expect(err).toBe('')
    expect(out.split('\n')).toEqual([expect.stringMatching(/^at,/), expect.stringContaining(first.reference)])
  })

  it('is never written over another file', async () => {
    const there = join(folder, 'there.csv')
    await writeFile(there, 'mine')
    const refused = await auditor.despatch('disclosures', '--csv', there)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was overwritten') })
    expect(await readFile(there, 'utf8')).toBe('mine')
  })
})

describe('what was told by word of mouth, or handed over on paper (M15)', () => {
  it.each([
    ['verbal-disclosure', verbalDisclosureExample, 'personal'],
    ['paper-disclosure', paperDisclosureExample, 'sensitive-personal'],
  ] as const)('stands in the register and the log as a %s', async (kind, data, dataClass) => {
    const record = await prepared(sender, { to: [YOT], kind, data })
    const { referral } = await send({ session: sender, prepared: record })
    await deliveryOnce(sender, { referral, to: YOT }, ({ state }) => state === 'delivered')
    const [row, ...others] = await rowsOf(auditor, '--ref', referral)
    expect(others).toEqual([])
    expect(row).toMatchObject({ kind, dataClass, from: { mailbox: ASB }, to: { mailbox: YOT } })
    expect(row?.bases).toContain('cda-1998-s115')
    expect((await auditor.despatch('disclosures', '--ref', referral)).out).toMatch(/entry \d+ of the log/)
  })
})

describe('the answers that an agency owes, at the command line', () => {
  it('are listed for its liaison officer, of its own mailboxes alone', async () => {
    const officer = await machineOf('council.liaison')
    const { code, out, err } = await officer.despatch('admin', 'owed', '--limit', '1')
    const more = /^There are more: add --cursor \S+\nAll of it is as the service says, not yet verified/
    expect([code, err]).toEqual([0, expect.stringMatching(more)])
    const lines = out.split('\n')
    expect(lines[0]).toMatch(/^REFERENCE +MARKING +STATE +ACCEPTED$/)
    expect(lines[1]).toMatch(new RegExp(`^${first.reference} `))
    expect(lines[2]).toMatch(
      new RegExp(`^ {2}to ${YOT}, answer due \\d{4}-\\d\\d-\\d\\d \\(in \\d+ working days\\)$`),
    )
    expect(lines[3]).toBe(`  from ${ASB}`)
    const { document } = await officer.json('admin', 'owed')
    const { rows } = document as { rows: { reference: string; mailbox: string; due: object }[] }
    expect(rows.map(({ reference, mailbox, due }) => [reference, mailbox, due])).toEqual(
      [first, second].map(({ reference }) => [reference, YOT, expect.objectContaining({ overdue: false })]),
    )
    expect((await officer.despatch('admin', 'owed', '--answer', 'overdue')).out).toBe('No answer is overdue.')
    expect(await auditor.despatch('admin', 'owed')).toMatchObject({
      code: 1,
      err: expect.stringContaining('may not do this: see which answers the mailboxes of an agency owe'),
    })
  })
})
