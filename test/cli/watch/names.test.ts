import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropsOf } from '../../../src/cli/watch/drops.ts'
import { looksWhole } from '../../../src/cli/watch/examine.ts'
import { isTemporary, type Seen } from '../../../src/cli/watch/look.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { type Court, drop, newCourt, order, pdf, watchOnce } from './court.ts'

const seen = (name: string, type: Seen['type'] = 'file'): Seen => ({
  ...{ name, type, size: 1, stamp: '1', mtime: '0', changed: 0 },
})
const grouped = (...names: string[]) =>
  dropsOf(names.map((name) => seen(name))).drops.map(({ json, attachments }) => [
    json.name,
    ...attachments.map(({ name }) => name),
  ])

describe('what belongs to a drop', () => {
  it('is the JSON of the name, and PDF files of the name, or of the name with a hyphen or a dot and more', () => {
    expect(grouped('a.json', 'a.pdf', 'a-map.pdf', 'a.2.PDF', 'ab.pdf')).toEqual([
      ['a.json', 'a.pdf', 'a-map.pdf', 'a.2.PDF'],
    ])
  })

  it('goes to the longest name', () => {
    expect(grouped('a.json', 'a-1.json', 'a-1.pdf', 'a-1-map.pdf', 'a-2.pdf')).toEqual([
      ['a.json', 'a-2.pdf'],
      ['a-1.json', 'a-1.pdf', 'a-1-map.pdf'],
    ])
  })

  it.each([
    ['x.pdf', 'file', 'unclaimed'],
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

  const visible = async (folder: string) =>
    (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()

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
    await writeFile(join(folder, 'large-2.pdf'), Buffer.alloc(25 * 1024 * 1024))
    await writeFile(join(folder, 'long.json'), ' '.repeat(1024 * 1024 + 1))
    await drop(folder, 'many')
    for (let n = 0; n < 25; n++) await writeFile(join(folder, `many-${n}.pdf`), pdf(String(n)))
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 0, refused: 3, troubles: 0 })
    const reason = (name: string) => readFile(join(folder, 'refused', `${name}.reason.txt`), 'utf8')
    expect(await reason('large')).toContain('larger than the service takes')
    expect(await reason('long')).toContain('larger than 1 MiB')
    expect(await reason('many')).toContain('no more than 20')
    expect(await visible(folder)).toEqual(['refused', 'sent'])
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
