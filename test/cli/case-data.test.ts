import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { kindOf } from '../../src/domain/kinds.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

let machine: Machine
let folder: string
/** The example as `schema --csv` prints it: a header and a row. */
let [header, row]: string[] = []

beforeAll(async () => {
  machine = await newMachine()
  folder = await newFolder()
  // A text of the example has two lines: quoted, as it has to be.
  const { out } = await machine.despatch('schema', 'note', '--csv')
  const at = out.indexOf('\n')
  header = out.slice(0, at)
  row = out.slice(at + 1)
})

const note = kindOf('note').example
const file = (name: string) => join(folder, name)
const written = async (name: string, text: string | Uint8Array): Promise<string> => {
  await writeFile(file(name), text)
  return file(name)
}
const taking = (...args: string[]) => machine.despatch('import', ...args)
const asNote = (path: string, ...more: string[]) => taking(path, '--kind', 'note', ...more)

describe('despatch import', () => {
  it('takes what schema --csv prints, as files that only their owner reads', async () => {
    const path = await written('notes.csv', `\ufeff${header}\r\n${row}\r\n\r\n${row}\r\n`)
    const taken = await asNote(path, '--out', file('taken'))
    expect(taken).toMatchObject({ code: 0, err: '' })
    expect(taken.out).toContain('2 rows are written to')
    expect((await readdir(file('taken'))).sort()).toEqual(['notes-00002.json', 'notes-00004.json'])
    const first = join(file('taken'), 'notes-00002.json')
    expect(JSON.parse(await readFile(first, 'utf8'))).toEqual(note)
    expect(((await stat(first)).mode & 0o777).toString(8)).toBe('600')
    const again = await asNote(path, '--out', file('taken'))
    expect(again.code).toBe(1)
    expect(again.err.replaceAll(/\s+/g, ' ')).toMatch(
      /row 2 the whole was not kept, nor any after it: .* is there already/,
    )
  })

  it('says by row and column what is wrong, takes the rest, and the wrong rows again once they are corrected', async () => {
    const wrong = (row ?? '')
      .replace(/^case,/, 'gossip,')
      .replace('First session kept', '=HYPERLINK("http://x")')
    const path = await written(
      'mixed.csv',
      `${header}\n${row}\n${wrong.replace('=HYPERLINK("http://x")', '"=HYPERLINK(""x"")"')}\n`,
    )
    const taken = await asNote(path, '--out', file('mixed'))
    expect(taken.code).toBe(1)
    expect(taken.err).toMatch(/^row 3 {2}topic must be one of case, street-lighting/m)
    expect(taken.err).toContain('1 row is wrong, and not taken.')
    expect((await readdir(file('mixed'))).sort()).toEqual(['mixed-00002.json', 'wrong.csv'])
    const left = await readFile(join(file('mixed'), 'wrong.csv'), 'utf8')
    expect(left).toContain(`"'=HYPERLINK(""x"")"`)
    const corrected = await written('corrected.csv', left.replace('gossip', 'case'))
    expect(await asNote(corrected, '--out', file('mixed'))).toMatchObject({ code: 0 })
    const data = JSON.parse(await readFile(join(file('mixed'), 'corrected-00002.json'), 'utf8'))
    expect(data).toEqual({ ...(note as object), title: '=HYPERLINK("x")' })
  })

  it('takes an export back that bears a descriptor which was added, and of a row what is no marking is wrong', async () => {
    const marked = (marking: string) => `"${marking}",${row}`
    const path = await written(
      'marked.csv',
      [
        'RESTRICTED – FAMILY',
        `#marking,${header}`,
        marked('RESTRICTED – FAMILY'),
        marked('gossip'),
        marked(''),
      ].join('\n'),
    )
    const taken = await asNote(path, '--out', file('marked'))
    expect(taken.err).toMatch(/^row 4 {2}#marking is not a marking, such as RESTRICTED/m)
    expect((await readdir(file('marked'))).sort()).toEqual([
      'marked-00003.json',
      'marked-00005.json',
      'wrong.csv',
    ])
  })

  it('tells a program the same', async () => {
    const path = await written('one.json', JSON.stringify([note, { ...(note as object), topic: 'gossip' }]))
    const { code, document } = await machine.json('import', path, '--kind', 'note', '--out', file('one'))
    expect(code).toBe(1)
    expect(document).toMatchObject({
      kind: 'note',
      taken: [{ row: 1, as: join(file('one'), 'one-00001.json') }],
      wrong: [{ row: 2, faults: [{ column: 'topic', message: expect.stringContaining('must be one of') }] }],
      wrongFile: join(file('one'), 'wrong.jsonl'),
    })
  })

  it('takes the columns of another program by a list of names, in its encoding, and checks a file without taking it', async () => {
    const [, ...columns] = (header ?? '').split(',')
    const names = { Thema: 'topic', Ward: null }
    await written('names.json', JSON.stringify(names))
    const text = `Thema,${columns.join(',')},Ward\r\n${(row ?? '').replace('First session', 'Café visit')},North\r\n`
    const path = await written('old.csv', Buffer.from(text, 'latin1'))
    const unread = await asNote(path, '--columns', file('names.json'))
    expect(unread).toMatchObject({ code: 2, err: expect.stringContaining('--encoding windows-1252') })
    const read = await asNote(path, '--columns', file('names.json'), '--encoding', 'windows-1252')
    expect(read).toMatchObject({ code: 0, err: '' })
    expect(read.out).toContain('1 row is right. Nothing was written')
  })

  it.each<[what: string, name: string, text: () => string | Uint8Array, says: RegExp]>([
    [
      'a column that is no field',
      'a.csv',
      () => `${header},colour\n${row},blue\n`,
      /no fields of note: colour\. Name them with --columns/,
    ],
    ['a column twice', 'b.csv', () => 'topic,topic\ncase,case\n', /has the column topic twice/],
    ['semicolons', 'c.csv', () => 'topic;title;text\ncase;a;b\n', /not divided by commas/],
    [
      'an open quotation mark',
      'd.csv',
      () => `${header}\n"case`,
      /as CSV in or before line 2: a quotation mark is never closed/,
    ],
    ['UTF-16', 'e.csv', () => Buffer.from('\ufefftopic', 'utf16le'), /is in UTF-16; save it as UTF-8/],
    ['nothing', 'f.csv', () => '', /is empty/],
    ['JSON that breaks off', 'g.jsonl', () => `${JSON.stringify(note)}\n{"topic":`, /line 2, is not JSON/],
    ['another sort of file', 'h.xlsx', () => 'PK', /is called NAME\.csv, NAME\.json or NAME\.jsonl/],
  ])('refuses %s with a sentence, which quotes nobody’s data', async (_what, name, text, says) => {
    const refused = await asNote(await written(name, text()))
    expect(refused.code).not.toBe(0)
    expect(refused.err.replaceAll(/\s+/g, ' ')).toMatch(says)
  })

  it('takes what stands before the place where a file breaks off, and says a row that has more cells than columns', async () => {
    const path = await written('torn.csv', `${header}\n${row}\n${row},more\n"case`)
    const torn = await asNote(path, '--out', file('torn'))
    expect(torn.code).toBe(1)
    expect(torn.out).toContain('1 row is written to')
    expect(torn.err).toContain('row 3  the whole has more cells than there are columns')
    expect(torn.err).toContain('a quotation mark is never closed')
  })

  it('wants to be told to whom only for drafts', async () => {
    const path = file('notes.csv')
    expect((await asNote(path, '--draft')).err).toContain('a draft needs --from and --to')
    expect((await asNote(path, '--basis', 'cda-1998-s115')).err).toContain('is said with --draft')
    expect((await asNote(path, '--draft', '--out', 'x')).err).toContain('two ways: choose one')
  })
})
