import { closeSync, openSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPassphrase } from '../../src/cli/passphrase.ts'
import { kindOf, kinds } from '../../src/domain/kinds.ts'
import { newFolder } from './folder.ts'
import { newMachine } from './run.ts'

const FROM = ['--from', 'asb.team@liverpool.gcsx.gov.test', '--to', 'yot@liverpool.gcsx.gov.test']

let folder: string
let example: Record<string, unknown>
const file = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await newFolder()
  const machine = await newMachine()
  example = JSON.parse((await machine.despatch('schema', 'asb-incident', '--example')).out)
  await writeFile(file('good.json'), JSON.stringify(example))
  await writeFile(file('broken.json'), '{"informer": "Testina Example",')
  await writeFile(file('wrong.json'), JSON.stringify({ ...example, witnesses: 'none', colour: 'blue' }))
})

describe('a form', () => {
  it.each(kinds.map(({ kind }) => kind))(
    'of kind %s is printed as JSON Schema, and filled in',
    async (name) => {
      const machine = await newMachine()
      const { forms, check, defaults } = kindOf(name)
      const schema = await machine.json('schema', name)
      expect(schema).toMatchObject({ code: 0, err: '' })
      expect(schema.document).toMatchObject(
        forms === null ? { type: 'object', additionalProperties: false } : { anyOf: expect.any(Array) },
      )
      expect(schema.document).toHaveProperty('x-defaults', defaults)
      const filled = await machine.despatch('schema', name, '--example')
      expect(filled).toMatchObject({ code: 0, err: '' })
      expect(check(JSON.parse(filled.out))).toEqual([])
    },
  )

  it('comes with what a referral of it begins with, beside the JSON and not in its way', async () => {
    const machine = await newMachine()
    const { out, err } = await machine.despatch('schema', 'early-intervention')
    expect(JSON.parse(out)).toMatchObject({ type: 'object' })
    expect(err.split('\n')).toEqual([
      'A new early-intervention begins with:',
      '  marking     RESTRICTED under GPMS, OFFICIAL-SENSITIVE under GSC',
      '  purpose     services-to-individuals',
      '  consent     yours to say: --consent',
      '  urgency     routine',
      '  answer in   10 working days; urgent: 3; immediate: 1',
      '  kept        a year after its use; personal data for at most 6 years',
      'What follows is usual. None of it is named for you: each case is considered by itself.',
      '  --basis     cda-1998-s115,dpa-1998-sch2-5,dpa-1998-sch3-7,dpa-1998-s29  (uk-2010)',
      '  --basis     cda-1998-s115,uk-gdpr-art6-1e,dpa-2018-sch1-10  (uk-2026)',
      '  goes to     youth offending service',
      '              police force',
      '              drugs and alcohol action team or treatment service',
      '              social care service',
      '              school, or further education institution',
    ])
  })

  it.each(['perpetrator', 'victim', 'location'])('is one of three for a panel: %s', async (name) => {
    const machine = await newMachine()
    const form = await machine.json('schema', 'asb-panel-referral', '--form', name)
    expect(form.document).toMatchObject({ type: 'object', properties: { about: { const: name } } })
    const filled = await machine.despatch('schema', 'asb-panel-referral', '--form', name, '--example')
    expect(kindOf('asb-panel-referral').check(JSON.parse(filled.out))).toEqual([])
    expect(JSON.parse(filled.out)).toMatchObject({ about: name })
  })

  it('that is filled in wrongly is refused naming every field, before anybody is asked for a passphrase', async () => {
    let asked = false
    const machine = await newMachine({
      ask: async () => {
        asked = true
        return null
      },
    })
    const refused = await machine.despatch(
      'send',
      ...FROM,
      '--kind',
      'asb-incident',
      '--data',
      file('wrong.json'),
    )
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/^ {2}\/witnesses must be a list$/m)
    expect(refused.err).toMatch(/^ {2}\/colour is not a field of this form$/m)
    expect(refused.err).toContain('2 fields are wrong. Nothing was sent.')
    expect(asked).toBe(false)
  })

  it('that is filled in wrongly is told by path to a program', async () => {
    const machine = await newMachine()
    const { code, document } = await machine.json(
      'send',
      ...FROM,
      '--kind',
      'asb-incident',
      '--data',
      file('wrong.json'),
    )
    expect(code).toBe(1)
    expect(document).toMatchObject({
      error: { faults: expect.arrayContaining([expect.objectContaining({ path: '/colour' })]) },
    })
  })
})

describe('help', () => {
  it.each([
    [['--help']],
    [['help']],
    [['help', 'send']],
    [['send', '--help']],
    [['help', 'log', 'verify']],
    [[]],
  ])('ends with exit code 0 for %j', async (args) => {
    const { code, out, err } = await (await newMachine()).despatch(...args)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('Usage: despatch')
  })

  it('explains the command that is named, however deep', async () => {
    const machine = await newMachine()
    const { out } = await machine.despatch('help', 'log', 'verify')
    expect(out).toMatch(/^Usage: despatch log verify /)
    expect(await machine.despatch('log', 'verify', '--help')).toMatchObject({ out })
    expect(await machine.despatch('log', 'help', 'verify')).toMatchObject({ out })
  })
})

describe('wrong usage ends with exit code 2, a sentence, and where to read on', () => {
  it.each([
    [['sned'], 'send', 'despatch'],
    [['sned', '--help'], 'send', 'despatch'],
    [['help', 'sned'], 'send', 'despatch'],
    [['help', 'log', 'verfy'], 'verify', 'despatch log'],
    [['log', 'recncile'], 'reconcile', 'despatch log'],
    [['inbox', '--mailbx', 'a@b.test'], '--mailbox', 'despatch inbox'],
    [['notices', 'on', '--adress', 'a@b.test'], '--address', 'despatch notices on'],
  ])('for %j, and suggests %s', async (args, suggestion, command) => {
    const { code, out, err } = await (await newMachine()).despatch(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^error: unknown (command|option) '/)
    expect(err).toContain(`(Did you mean ${suggestion}?)`)
    expect(err.split('\n').at(-1)).toBe(`See: ${command} --help`)
  })

  it('for a command that has commands of its own, which it lists', async () => {
    const { code, out, err } = await (await newMachine()).despatch('log')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^ {2}reconcile /m)
    expect(err.split('\n').at(-1)).toMatch(/^error: say which/)
  })

  it.each([
    ['an unknown command', ['sned'], /unknown command/],
    ['too many arguments', ['inbox', 'today'], /too many arguments for 'inbox'/],
    ['a kind that there is not', ['schema', 'memo'], /there is no kind memo; the kinds are asb-incident/],
    [
      'a form that there is not',
      ['schema', 'asb-panel-referral', '--form', 'premises'],
      /the kind asb-panel-referral has no form premises; the forms are perpetrator, victim, location/,
    ],
    ['a form of a kind that has one', ['schema', 'reply', '--form', 'x'], /one form only; leave --form out/],
    ['a missing option', ['send', '--kind', 'reply'], /required option/],
    ['a missing reference', ['open'], /missing required argument/],
    [
      'a marking that is none',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--marking', 'hush'],
      /not a marking/,
    ],
    [
      'a date that is none',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--respond-by', '31/01/2010'],
      /--respond-by must be a date/,
    ],
    [
      "a Guardian's consent without its reference",
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--guardian-consent', '2010-02-26'],
      /--guardian-consent DATE and --guardian-reference REFERENCE go together/,
    ],
    [
      "a Guardian's name in place of a reference",
      [
        ...['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD'],
        ...['--guardian-consent', '2010-02-26', '--guardian-reference', 'Dr Invented'],
      ],
      /--guardian-reference must be .* and no name/,
    ],
    [
      'prescribed information of no quarter (L3)',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--prescribed', 'police-crimes'],
      /--prescribed CODE and --prescribed-period DATE go together/,
    ],
    [
      'prescribed information of a description that there is not (L3)',
      [
        ...['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--prescribed', 'gossip'],
        ...['--prescribed-period', '2010-01-01'],
      ],
      /--prescribed must be one of police-incidents, police-crimes/,
    ],
    [
      'a reason not to ask without the state of consent',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--consent-why', 'prejudice'],
      /comes with its state: add --consent/,
    ],
    [
      'a reason not to ask that is none',
      [
        ...['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--consent', 'not-sought'],
        ...['--consent-why', 'too-busy'],
      ],
      /--consent-why must be one of prejudice, risk/,
    ],
    [
      'a consent of people whom no referral is about (L11)',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--consent-of', 'bystander=given'],
      /--consent-of must be one of informer, suspected-perpetrator/,
    ],
    [
      'a consent of some of them that is none (L11)',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--consent-of', 'victim=maybe'],
      /--consent-of must be one of not-needed, given/,
    ],
    [
      'more of it than there is to say (L11)',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--consent-of', 'victim=given,when=now'],
      /--consent-of is WHO=STATE, and more of it divided by commas/,
    ],
    [
      'a consent that is none',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--consent', 'maybe'],
      /--consent must be one of/,
    ],
    [
      'a file that is not there',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', '/nowhere.json'],
      /cannot be read/,
    ],
    [
      'a folder for a file',
      ['send', ...FROM, '--kind', 'asb-incident', '--data', 'GOOD', '--attach', '/'],
      /is not a file/,
    ],
    [
      'a reason in free text',
      ['decline', 'ASB-7K3F9-QX2M4-P', '--reason', 'Pat moved away'],
      /a reason is one of/,
    ],
    [
      'a passphrase descriptor that is none',
      ['inbox', '--passphrase-fd', 'stdin'],
      /file descriptor is a number/,
    ],
    [
      'a passphrase descriptor that is none, at the first sign-in',
      ['login', 'http://localhost:1', '--as', 'a', '--passphrase-fd', 'stdin'],
      /file descriptor is a number/,
    ],
    ['a mailbox that is no address', ['sent', '--mailbox', 'nonsense'], /A mailbox is an address/],
    [
      'nobody to send to',
      ['send', '--from', 'a@b.test', '--to', '', '--kind', 'reply', '--data', 'GOOD'],
      /--to must name at least one mailbox/,
    ],
    ['a page that is too long', ['inbox', '--limit', '5000'], /1 to 200 rows/],
  ])('for %s', async (_what, args, sentence) => {
    const machine = await newMachine()
    const refused = await machine.despatch(...args.map((arg) => (arg === 'GOOD' ? file('good.json') : arg)))
    expect(refused.code).toBe(2)
    expect(refused.err).toMatch(sentence)
    expect(refused.err).not.toMatch(/^\s+at /m)
    expect(refused.err.split('\n').at(-1)).toMatch(/^See: despatch( [a-z]+)* --help$/)
  })

  it('for data that is not JSON, told without quoting it', async () => {
    const machine = await newMachine()
    const refused = await machine.despatch(
      'send',
      ...FROM,
      '--kind',
      'asb-incident',
      '--data',
      file('broken.json'),
    )
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('is not JSON')
    expect(refused.err).not.toContain('Testina')
  })
})

describe('who is not signed in', () => {
  it.each([
    ['inbox'],
    ['sent'],
    ['status', 'ASB-7K3F9-QX2M4-P'],
    ['open', 'ASB-7K3F9-QX2M4-P'],
    ['log', 'checkpoint'],
  ])('is told how by %s', async (...args) => {
    const refused = await (await newMachine()).despatch(...args)
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('Use: despatch login SERVER --as USER --key FILE'),
    })
  })

  it('is told where there is no key', async () => {
    const refused = await (await newMachine()).despatch('login', 'http://localhost:1', '--as', 'somebody')
    expect(refused.err).toContain('Name its file with --key FILE.')
  })

  it('is not let talk to a far service in clear', async () => {
    const refused = await (await newMachine()).despatch(
      'inbox',
      '--server',
      'http://despatch.example.test',
      '--as',
      'a',
    )
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('must be reached over https') })
  })

  it('is told when the state is damaged', async () => {
    const machine = await newMachine()
    await writeFile(join(machine.home, 'current.json'), '{"origin":')
    expect((await machine.despatch('inbox')).err).toContain('is damaged. Remove it and sign in again.')
  })
})

describe('a passphrase', () => {
  const io = (env: Record<string, string> = {}, answer: string | null = null) => ({
    env,
    out: () => undefined,
    err: () => undefined,
    ask: async () => answer,
  })

  it('is read from a file descriptor, which is closed', async () => {
    await writeFile(file('phrase'), 'correct horse\nmore\n')
    const fd = openSync(file('phrase'), 'r')
    expect(await readPassphrase(io(), { fd, question: '' })).toBe('correct horse')
    expect(() => closeSync(fd)).toThrow('EBADF')
  })

  it('is read from the file that the environment names', async () => {
    await writeFile(file('phrase'), 'correct horse\r\n')
    expect(
      await readPassphrase(io({ DESPATCH_PASSPHRASE_FILE: file('phrase') }), { fd: null, question: '' }),
    ).toBe('correct horse')
  })

  it('is asked for, and says how else to give it where nobody can be asked', async () => {
    expect(await readPassphrase(io({}, 'typed'), { fd: null, question: '' })).toBe('typed')
    await expect(readPassphrase(io(), { fd: null, question: '' })).rejects.toThrow(
      '--passphrase-fd N or DESPATCH_PASSPHRASE_FILE',
    )
  })

  it('is not read from where there is none, and not taken empty', async () => {
    await writeFile(file('empty'), '\n')
    await expect(readPassphrase(io(), { fd: 900, question: '' })).rejects.toThrow(
      'file descriptor 900. Through npx only 0',
    )
    await expect(
      readPassphrase(io({ DESPATCH_PASSPHRASE_FILE: '/nowhere' }), { fd: null, question: '' }),
    ).rejects.toThrow('cannot be read')
    await expect(
      readPassphrase(io({ DESPATCH_PASSPHRASE_FILE: file('empty') }), { fd: null, question: '' }),
    ).rejects.toThrow('empty')
  })

  it('has no option of its own', async () => {
    const help = await (await newMachine()).despatch('login', '--help')
    expect(help.out).not.toMatch(/--passphrase[ <]/)
  })
})
