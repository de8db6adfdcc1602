import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { group, mail, notice, report } from '../mail/bounce/mails.ts'

const ROOT = join(import.meta.dirname, '../..')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'corpus-'))
  writeFileSync(
    join(folder, 'one.eml'),
    report([
      group('5.1.1', 'smtp; 550 5.1.1 No such user'),
      group('4.2.2', 'smtp; 452 4.2.2 Mailbox full', { address: 'sam@partner.test' }),
    ]),
  )
  writeFileSync(join(folder, 'two.eml'), notice('<pat@partner.test>:\nThe mailbox is full'))
  writeFileSync(
    join(folder, 'away.eml'),
    mail({ From: 'pat@partner.test', 'Auto-Submitted': 'auto-replied' }, 'I am away.'),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

function corpus(expected: unknown, ...more: string[]) {
  const file = join(folder, 'expected.json')
  writeFileSync(file, typeof expected === 'string' ? expected : JSON.stringify(expected))
  return run(folder, file, ...more)
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/corpus.ts'), ...args], {
    encoding: 'utf8',
  })
  return {
    status,
    stderr,
    lines: stdout.trimEnd().split('\n'),
    last: stdout.trimEnd().split('\n').at(-1) ?? '',
  }
}

const row = (status: string, permanent: boolean) => ({ status, permanent, replyCode: '', reason: 'x' })
const RIGHT = {
  'one.eml': [row('5.1.1', true), row('4.2.2', false)],
  'two.eml': [row('5.0.922', false)],
  'away.eml': [row('', false)],
}

describe('npm run corpus', () => {
  it('says last, as JSON, how much was read as expected', () => {
    const { status, last, lines } = corpus(RIGHT)
    expect(JSON.parse(last)).toEqual({ files: 3, rows: 4, recipients: 1, permanence: 1, status: 1 })
    expect({ status, lines: lines.length }).toEqual({ status: 0, lines: 1 })
  })

  it('counts what is wrong by mail and by row, and lists it with --verbose', () => {
    const { last, lines } = corpus(
      { ...RIGHT, 'one.eml': [row('5.1.1', false)], 'two.eml': [row('5.2.2', false)] },
      '--verbose',
    )
    expect(JSON.parse(last)).toEqual({
      files: 3,
      rows: 3,
      recipients: 0.6667,
      permanence: 0.6667,
      status: 0.6667,
    })
    expect(lines).toContainEqual(expect.stringMatching(/^one\.eml: recipients: expected 1, read 2$/))
    expect(lines).toContainEqual(
      expect.stringMatching(/^two\.eml: status: expected 5\.2\.2 .*read 5\.0\.922/),
    )
  })

  it.each([
    ['a mail that is not there', { 'none.eml': [] }, 1, /none\.eml/],
    ['expectations that are not JSON', '{', 1, /not JSON/],
    ['a row without a status', { 'one.eml': [{ permanent: true }] }, 1, /one\.eml lacks "status"/],
    ['a name outside the folder', { '../x.eml': [] }, 1, /not the name of a file/],
  ])('ends with 1 and says so of %s', (_what, expected, code, says) => {
    const { status, stderr } = corpus(expected)
    expect(status).toBe(code)
    expect(stderr).toMatch(says)
  })

  it('ends with 2 when it is used wrongly, and with 0 when it is asked for help', () => {
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('npm run corpus') })
    expect(run('--nonsense')).toMatchObject({ status: 2 })
    expect(run('--help')).toMatchObject({
      status: 0,
      lines: expect.arrayContaining([expect.stringContaining('Exit codes')]),
    })
  })
})

const sample =
  process.env.DESPATCH_CORPUS ??
  join(process.env.DESPATCH_SHARED ?? join(ROOT, '../shared'), 'corpora/dsn-sample')

describe('the public sample of bounces', () => {
  it('is read with every recipient, every permanence, and 95 % of the statuses', (context) => {
    if (!existsSync(join(sample, 'expected.json')))
      return context.skip(`there is no sample at ${sample}; DESPATCH_CORPUS names another place`)
    const { last } = run(sample, join(sample, 'expected.json'))
    const { recipients, permanence, status } = JSON.parse(last)
    expect({ recipients, permanence }).toEqual({ recipients: 1, permanence: 1 })
    expect(status).toBeGreaterThanOrEqual(0.95)
  })
})
