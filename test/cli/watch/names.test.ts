import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesNamed, namesIn } from '../../../src/cli/watch/attached.ts'
import { dropsOf, looseStray } from '../../../src/cli/watch/drops.ts'
import { looksWhole } from '../../../src/cli/watch/examine.ts'
import { isTemporary, type Seen } from '../../../src/cli/watch/look.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { type Court, drop, newCourt, order, pdf, visible, watchOnce } from './court.ts'

const seen = (name: string, type: Seen['type'] = 'file'): Seen => ({
  ...{ name, type, size: 1, stamp: '1', mtime: '0', changed: 0 },
})
const grouped = (...names: string[]) =>
  dropsOf(names.map((name) => seen(name))).drops.map(({ json, documents }) => [
    json.name,
    ...documents.map(({ name }) => name),
  ])
const named = (map: string, ...names: string[]) =>
  dropsOf(names.map((name) => seen(name))).drops.map((one) => [
    one.json.name,
    ...filesNamed(map, one).map(({ pdf }) => pdf.name),
  ])

describe('what belongs to a drop', () => {
  it('is the JSON of the name, and the PDF of the very name', () => {
    expect(grouped('a.json', 'a.pdf', 'a-map.pdf', 'ab.pdf', 'b.json', 'b.PDF')).toEqual([
      ['a.json', 'a.pdf'],
      ['b.json', 'b.PDF'],
    ])
  })

  it('is what its data name, with the name before it or as it is, and nothing else that begins so', () => {
    const folder = ['a.json', 'a.pdf', 'a-map.pdf', 'a.map.pdf', 'a-other.pdf', 'map.pdf']
    expect(named('map.pdf', ...folder)).toEqual([['a.json', 'a-map.pdf', 'a.map.pdf']])
    expect(named('a-other.pdf', ...folder)).toEqual([['a.json', 'a-other.pdf']])
    expect(named('a.pdf', ...folder)).toEqual([['a.json']])
  })

  it('is never the document of another, though one name begins the other', () => {
    const folder = ['a.json', 'a.pdf', 'a-3.json', 'a-3.pdf', 'a-3-map.pdf']
    expect(grouped(...folder)).toEqual([
      ['a.json', 'a.pdf'],
      ['a-3.json', 'a-3.pdf'],
    ])
    expect(named('map.pdf', ...folder)).toEqual([['a.json'], ['a-3.json', 'a-3-map.pdf']])
    expect(named('3.pdf', ...folder)).toEqual([['a.json'], ['a-3.json']])
  })

  it('is told by the data of an order, and by those of other kinds never', () => {
    const [asbo, incident] = [kindOf('court-order'), kindOf('asb-incident')]
    expect(namesIn(asbo, JSON.parse(order('x')))).toEqual(['map.pdf'])
    expect(namesIn(asbo, {})).toEqual([])
    expect(namesIn(incident, incident.example)).toEqual([])
  })

  it.each([
    ['x.doc', 'file', 'unclaimed'],
    ['x.json', 'link', 'link'],
    ['x.json', 'other', 'link'],
    ['archive', 'folder', 'left'],
    ['x.receipt.json', 'file', 'left'],
    ['a\u001b[2J.json', 'file', 'name'],
    ['a\u202efdp.json', 'file', 'name'],
    ['\ufffd.json', 'file', 'left'],
  ] as const)('%j, a %s, is %s', (name, type, fate) => {
    expect(dropsOf([seen(name, type)])).toMatchObject({ drops: [], strays: [{ fate }] })
  })

  it('is nobody’s where there is no JSON for it yet', () => {
    const [alone, near] = dropsOf(['a.json', 'b.pdf', 'a-2.pdf'].map((name) => seen(name))).loose
    expect(alone && looseStray(alone)).toMatchObject({ fate: 'unclaimed', why: 'There is no b.json.' })
    expect(near && looseStray(near).why).toBe('There is no a-2.json, and a.json does not name it.')
  })

  it.each(['.a.json', 'a.json.tmp', 'a.pdf.part', '~a.json', 'A.TMP'])('%s is not looked at yet', (name) => {
    expect(isTemporary(name)).toBe(true)
  })

  it('knows a PDF that is whole by both its ends', () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect(looksWhole(bytes(pdf('x')))).toBe(true)
    expect(looksWhole(bytes(`${pdf('x')}${'\n'.repeat(500)}`))).toBe(true)
    expect(looksWhole(bytes(`%PDF-1.4\n%%EOF\n${'x'.repeat(2000)}`))).toBe(false)
    expect(looksWhole(bytes('%%EOF'))).toBe(false)
    expect(looksWhole(bytes(''))).toBe(false)
  })
})

describe('a folder in which a stranger has had a hand', () => {
  let service: TestService
  let court: Court

  beforeAll(async () => {
    service = await startTestService()
    court = await newCourt(service)
  }, 120_000)
  afterAll(async () => {
    await service?.stop()
  })

  it('is not left: links, pipes and names that drive a terminal are answered, and folders left alone', async () => {
    const [folder, elsewhere] = [await newFolder(), await newFolder()]
    await writeFile(join(elsewhere, 'secret.json'), order('secret'))
    await symlink(join(elsewhere, 'secret.json'), join(folder, 'linked.json'))
    await symlink('/dev/zero', join(folder, 'zero.pdf'))
    execFileSync('mkfifo', [join(folder, 'pipe.json')])
    await mkdir(join(folder, 'archive'))
    await writeFile(join(folder, 'a\u001b[2J\n.json'), order('control'))
    const { tally, events } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 0, refused: 4, troubles: 0 })
    expect(events).toContainEqual(expect.objectContaining({ end: 'left', name: 'archive' }))
    expect(await visible(folder)).toEqual(['archive', 'refused', 'sent'])
    const refused = await visible(join(folder, 'refused'))
    expect(refused).toEqual([
      'a_[2J_.json',
      'a_[2J_.reason.json',
      'a_[2J_.reason.txt',
      'linked.json',
      'linked.reason.json',
      'linked.reason.txt',
      'pipe.json',
      'pipe.reason.json',
      'pipe.reason.txt',
      'zero.pdf',
      'zero.reason.json',
      'zero.reason.txt',
    ])
    expect((await lstat(join(folder, 'refused/linked.json'))).isSymbolicLink()).toBe(true)
    expect(await readFile(join(elsewhere, 'secret.json'), 'utf8')).toBe(order('secret'))
    const reason = await readFile(join(folder, 'refused/a_[2J_.reason.txt'), 'utf8')
    expect(reason).not.toContain('\u001b')
  })

  it('is refused what is too large, and what is too much, before it is read', async () => {
    const folder = await newFolder()
    await drop(folder, 'large')
    await writeFile(join(folder, 'large-map.pdf'), Buffer.alloc(25 * 1024 * 1024))
    await writeFile(join(folder, 'long.json'), ' '.repeat(1024 * 1024 + 1))
    const numbers = Array.from({ length: 25 }, (_, at) => at + 1)
    const prohibitions = numbers.map((n) => ({
      n,
      text: 'Entering.',
      kind: 'exclusion-area',
      map: `${n}.pdf`,
    }))
    await writeFile(join(folder, 'many.pdf'), pdf('many'))
    await writeFile(join(folder, 'many.json'), order('many', { prohibitions }))
    for (const n of numbers) await writeFile(join(folder, `many-${n}.pdf`), pdf(String(n)))
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 0, refused: 3, troubles: 0 })
    const reason = (name: string) => readFile(join(folder, 'refused', `${name}.reason.txt`), 'utf8')
    expect(await reason('large')).toContain('larger than the service takes')
    expect(await reason('long')).toContain('larger than 1 MiB')
    expect(await reason('many')).toContain('no more than 20')
    expect(await visible(folder)).toEqual(['refused', 'sent'])
  })

  it('sends with each order its own papers, whatever begins with its name, and says what is nobody’s', async () => {
    const folder = await newFolder()
    await drop(folder, 'ASBO-12')
    // The document of an order whose JSON is still to come.
    await writeFile(join(folder, 'ASBO-12-3.pdf'), pdf('ASBO-12-3'))
    await writeFile(join(folder, 'ASBO-12-other.pdf'), pdf('other'))
    const first = await watchOnce(await court.sending(folder))
    expect(first.tally).toEqual({ sent: 1, refused: 0, troubles: 0 })
    const waiting = first.events.filter(({ end }) => end === 'waiting')
    expect(waiting.map((event) => 'name' in event && event.name)).toEqual([
      'ASBO-12-3.pdf',
      'ASBO-12-other.pdf',
    ])
    const sent = JSON.parse(await readFile(join(folder, 'sent/ASBO-12.receipt.json'), 'utf8'))
    expect(sent.files.map(({ name }: { name: string }) => name)).toEqual([
      'ASBO-12.json',
      'ASBO-12.pdf',
      'ASBO-12-map.pdf',
    ])
    await drop(folder, 'ASBO-12-3')
    const second = await watchOnce(await court.sending(folder), { patienceMs: 0 })
    expect(second.tally).toEqual({ sent: 1, refused: 1, troubles: 0 })
    expect(await readFile(join(folder, 'refused/ASBO-12-other.reason.txt'), 'utf8')).toContain(
      'There is no ASBO-12-other.json.',
    )
  })

  it('sends neither of two orders whose data name the same file', async () => {
    const folder = await newFolder()
    const map = (name: string) => ({
      prohibitions: [{ n: 1, text: 'Entering.', kind: 'exclusion-area', map: name }],
    })
    for (const [name, maps] of [
      ['P', map('2-map.pdf')],
      ['P-2', map('map.pdf')],
    ] as const) {
      await writeFile(join(folder, `${name}.pdf`), pdf(name))
      await writeFile(join(folder, `${name}.json`), order(name, maps))
    }
    await writeFile(join(folder, 'P-2-map.pdf'), pdf('whose?'))
    const { tally, events } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 0, refused: 0, troubles: 0 })
    expect(events).toContainEqual(
      expect.objectContaining({ name: 'P', why: expect.stringContaining('may also belong to P-2.json') }),
    )
    expect(events).toContainEqual(
      expect.objectContaining({ name: 'P-2', why: expect.stringContaining('may also belong to P.json') }),
    )
  })

  it('takes NAME.pdf alone with a kind whose data name no files', async () => {
    const folder = await newFolder()
    const { example } = kindOf('asb-incident')
    for (const name of ['incident.pdf', 'incident-2.pdf']) await writeFile(join(folder, name), pdf(name))
    await writeFile(join(folder, 'incident.json'), JSON.stringify(example))
    const { events } = await watchOnce(await court.sending(folder, { kind: 'asb-incident' }))
    expect(events).toContainEqual({
      end: 'waiting',
      name: 'incident-2.pdf',
      why: 'There is no incident-2.json, and incident.json does not name it.',
    })
    expect(await visible(folder)).toEqual(['incident-2.pdf', 'refused', 'sent'])
  })

  it('is not watched when sent/ leads out of it', async () => {
    const [folder, elsewhere] = [await newFolder(), await newFolder()]
    await symlink(elsewhere, join(folder, 'sent'))
    await expect(court.sending(folder)).rejects.toThrow('is not a folder')
  })

  it('sends names as long as a file system takes, and shortens what it files', async () => {
    const folder = await newFolder()
    const name = `${'é'.repeat(120)}`
    await writeFile(join(folder, `${name}.pdf`), pdf('x'))
    await writeFile(join(folder, `${name}-map.pdf`), pdf('map'))
    await writeFile(join(folder, `${name}.json`), order('long-name'))
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally.sent).toBe(1)
    expect((await visible(join(folder, 'sent'))).map((file) => file.replace(/é+/, ''))).toEqual([
      '-map.pdf',
      '.json',
      '.pdf',
      '.receipt.json',
    ])
  })

  it('ends --once with 0 when all was sent, 1 when something was refused, and 2 when it is used wrongly', async () => {
    const folder = await newFolder()
    await drop(folder, 'good')
    await writeFile(join(folder, 'still-coming.json'), '{')
    const good = await court.watch(folder, ...court.args, '--once')
    expect(good).toMatchObject({ code: 0, err: [] })
    expect(good.out.slice(1)).toEqual([
      expect.stringMatching(/^sent ORD-\S+ good$/),
      'waiting still-coming: still-coming.json is not JSON (line 1, column 2).',
    ])
    await writeFile(join(folder, 'wrong.json'), '{}')
    await writeFile(join(folder, 'wrong.pdf'), pdf('wrong'))
    const refused = await court.watch(folder, ...court.args, '--once', '--json')
    expect(refused.code).toBe(1)
    const documents = refused.out.map((text) => JSON.parse(text))
    expect(documents).toContainEqual(
      expect.objectContaining({ event: 'refused', name: 'wrong', by: 'form', faults: expect.any(Array) }),
    )
    for (const wrong of [
      ['--patience', 'long'],
      ['--kind', 'letter'],
      ['--marking', 'QUIET'],
      ['--to', 'nobody'],
    ]) {
      expect([wrong, (await court.watch(folder, ...court.args, '--once', ...wrong)).code]).toEqual([wrong, 2])
    }
    expect((await court.watch(join(folder, 'none'), ...court.args)).err).toEqual([
      `There is no folder ${join(folder, 'none')}.`,
    ])
  })

  it('tells the service no file name but inside the seal', async () => {
    const folder = await newFolder()
    await drop(folder, 'Placeholder-Pat')
    await watchOnce(await court.sending(folder))
    const rows = await service.database.db.selectFrom('referral').select('statement').execute()
    expect(JSON.stringify([rows, service.logged])).not.toContain('Placeholder')
  })
})
