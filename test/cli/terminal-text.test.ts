import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { recordTable, table, termLines } from '../../src/cli/table.ts'
import { terminalOf } from '../../src/cli/terminal.ts'
import { columnsOf, cut, safeJson, safeLine, safeLines, wrapped } from '../../src/cli/terminal-text.ts'
import { newMachine } from './run.ts'

const ESCAPE = '\u001b[2J\u001b]0;owned\u0007'

describe('text that a stranger wrote', () => {
  it.each([
    ['an escape sequence', `a${ESCAPE}b`, 'a\ufffd[2J\ufffd]0;owned\ufffdb'],
    ['an eight-bit control', 'a\u009b31mb', 'a\ufffd31mb'],
    ['a carriage return that would overwrite the line', 'RESTRICTED\rUNMARKED', 'RESTRICTED UNMARKED'],
    ['a reversed reading direction', 'exe.\u202efdp', 'exe.\ufffdfdp'],
    ['a hidden character', 'pay\u200bpal', 'pay\ufffdpal'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['a backspace', 'ab\b\bc', 'ab\ufffd\ufffdc'],
  ])('cannot drive the terminal by %s', (_what, text, shown) => {
    expect(safeLine(text)).toBe(shown)
  })

  it('keeps its lines where it may have lines, and only there', () => {
    expect(safeLines('one\r\ntwo\u2028three')).toEqual(['one', 'two', 'three'])
    expect(safeLine('one\ntwo')).toBe('one two')
  })

  it('leaves names alone: accents, other scripts, joined emoji', () => {
    for (const name of ['Zoë Exämple', 'Пример', '示例', '👩‍💻']) expect(safeLine(name)).toBe(name)
  })

  it('is escaped in JSON without changing what it says', () => {
    const value = { name: `a${ESCAPE}\u009b\u202e\u{e0041}b`, index: 5n }
    const text = safeJson(value)
    expect(text).not.toMatch(/[^\n\x20-\x7e]/)
    expect(JSON.parse(text)).toEqual({ name: value.name, index: '5' })
  })

  it('passes through one place on its way out', () => {
    const printed: string[] = []
    const push = (line: string) => void printed.push(line)
    const terminal = terminalOf({ env: {}, out: push, err: push })
    terminal.say(`a${ESCAPE}`, 'b\nc')
    terminal.note(ESCAPE)
    terminal.json(ESCAPE)
    expect(printed).toHaveLength(5)
    for (const line of printed) expect(line).not.toMatch(/[\p{Cc}]/u)
  })

  it('cannot drive the terminal by the wording of an error either', async () => {
    const server = createServer((_request, response) =>
      response.writeHead(500).end(JSON.stringify({ title: `Oh${ESCAPE}`, detail: `no${ESCAPE}` })),
    )
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const machine = await newMachine()
    const refused = await machine.despatch('log', 'verify', `localhost:${port}`)
    server.close()
    expect(refused).toEqual({ code: 1, out: '', err: 'no\ufffd[2J\ufffd]0;owned\ufffd' })
  })
})

describe('a table', () => {
  const columns = [{ heading: 'REFERENCE' }, { heading: 'FROM', cut: true }, { heading: 'TO', cut: true }]
  const row = ['ASB-7K3F9-QX2M4-P', 'asb.team@liverpool.gcsx.gov.test', 'yot@liverpool.gcsx.gov.test']

  it.each([40, 60, 80, 140])('fits a terminal of %i columns', (width) => {
    for (const line of table(columns, [row], width)) expect(columnsOf(line)).toBeLessThanOrEqual(width)
  })

  it('cuts what may be cut, and never a reference', () => {
    const [heading, line] = table(columns, [row], 50)
    expect(line).toContain('ASB-7K3F9-QX2M4-P')
    expect(line).toContain('…')
    expect(heading?.indexOf('FROM')).toBe(line?.indexOf('asb.te'))
  })

  it('keeps its columns with wide characters, and its rows with a stranger’s line breaks', () => {
    const lines = table(
      columns,
      [
        ['A', '示例', 'x'],
        ['B', 'a\nb', 'y'],
      ],
      60,
    )
    expect(lines).toHaveLength(3)
    expect(columnsOf(lines[1]?.slice(0, lines[1].indexOf('x')) ?? '')).toBe(lines[2]?.indexOf('y'))
  })

  it('puts a column that does not fit beneath its row, whole', () => {
    const headings = ['REFERENCE', 'MARKING', 'ACCEPTED']
    const cells = ['ASB-7K3F9-QX2M4-P', 'NOT PROTECTIVELY MARKED', '2010-03-01 09:30Z']
    const rows = [{ cells, beneath: ['to yot@liverpool.gcsx.gov.test'] }]
    expect(recordTable(headings, rows, 60)).toEqual([
      'REFERENCE          MARKING',
      'ASB-7K3F9-QX2M4-P  NOT PROTECTIVELY MARKED',
      '  accepted 2010-03-01 09:30Z',
      '  to yot@liverpool.gcsx.gov.test',
    ])
    expect(recordTable(headings, rows, 61)[0]).toContain('ACCEPTED')
  })

  it('cuts between characters and wraps between words', () => {
    expect(cut('示例示例', 5)).toBe('示例…')
    expect(cut('short', 5)).toBe('short')
    expect(wrapped('one two three', 8, '  ')).toEqual(['one two', '  three'])
    expect(wrapped('  one two', 40)).toEqual(['  one two'])
    expect(wrapped('checked  [signed]', 10)).toEqual(['checked', '[signed]'])
  })

  it('breaks a word that is longer than a line, and loses nothing of it', () => {
    expect(wrapped('to pat@office.example.test', 12, '  ')).toEqual([
      'to',
      '  pat@office',
      '  .example.t',
      '  est',
    ])
    expect(wrapped('示例示例', 5)).toEqual(['示例', '示例'])
    expect(wrapped('ab', 1, '  ')).toEqual(['a', '  b'])
  })
})

describe('terms and what they mean', () => {
  const terms = [
    ['sent/', 'what was sent, with its receipt'],
    ['a-term-that-is-too-long-for-its-column', 'beneath it'],
  ] as const

  it('stand side by side where there is room, in any width', () => {
    expect(termLines(terms.slice(0, 1), 26)).toEqual(['  sent/  what was sent,', '         with its receipt'])
    expect(termLines(terms, 60).slice(1)).toEqual([
      '  a-term-that-is-too-long-for-its-column',
      '      beneath it',
    ])
    for (const line of termLines(terms, 40)) expect(columnsOf(line)).toBeLessThanOrEqual(40)
  })
})
