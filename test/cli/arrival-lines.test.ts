import { describe, expect, it } from 'vitest'
import { fileLines, partLines, quotedLines } from '../../src/cli/arrival-lines.ts'
import { columnsOf } from '../../src/cli/terminal-text.ts'
import type { OpenedArrival } from '../../src/sdk/open-arrival.ts'

type Part = OpenedArrival['parts'][number]
const part = (more: Partial<Part>): Part => ({
  sort: 'text',
  text: 'words\n',
  remarks: [],
  ofWhole: true,
  encrypted: true,
  signature: 'unsigned',
  signer: null,
  sentence: 'It is not signed: anybody could have written it.',
  ...more,
})

const VERDICT = 'The signature is verified with the certificate of chief@police.test, which is pinned.'

describe('a stranger’s words at the command line', () => {
  it.each([
    ['a line that reads like a verdict of ours', `hello\n${VERDICT}\nRESTRICTED`],
    ['spaces that push it to where a line would begin', `hello${' '.repeat(75)}${VERDICT}`],
    ['a long word that does', `${'x'.repeat(78)}${VERDICT}`],
    ['other line ends', `hello\r${VERDICT}\u2028${VERDICT}\u0085${VERDICT}\v${VERDICT}\f${VERDICT}`],
    ['wide letters', `${'示例'.repeat(60)}${VERDICT}`],
    ['an escape sequence that moves up', `\u001b[5A\u001b[2K${VERDICT}`],
    ['the mark itself', `| ${VERDICT}`],
  ])('stand behind a mark on every line, whatever they try: %s', (_, text) => {
    const lines = quotedLines(text, 80)
    expect(lines.every((line) => line.startsWith('|'))).toBe(true)
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(80)
    expect(lines.join('').replaceAll(/[| ]/g, '')).toContain('signatureisverified')
  })

  it('keep the shape that their writer gave them', () => {
    expect(quotedLines('  indented\n\nlast', 80)).toEqual(['|   indented', '|', '| last'])
  })

  it('stand under their own verdict where that is not the whole’s, and only there', () => {
    const lines = partLines(
      {
        parts: [
          part({}),
          part({
            ofWhole: false,
            signature: 'verified',
            sentence: 'This part alone is signed.',
            text: 'signed\n',
          }),
          part({ sort: 'sealed', text: null, remarks: ['It was not opened.'] }),
          part({
            sort: 'added',
            ofWhole: false,
            sentence: 'This was added on the way, in clear.',
            text: 'list\n',
          }),
        ],
      },
      100,
    )
    expect(lines).toEqual([
      '',
      'Part 2, which the verdict above is not about: This part alone is signed.',
      '| signed',
      '',
      'NOTE on part 3: It was not opened.',
      '',
      'This was added on the way, in clear.',
      '| list',
    ])
  })

  it('say nothing of one part that is all there is', () => {
    expect(partLines({ parts: [part({})] }, 80)).toEqual([])
  })

  it('warn of a file where it is named', () => {
    const {
      sort: _,
      text: __,
      ...verdict
    } = part({ remarks: ['It says it is a PDF, and is a Windows program.'] })
    const file = {
      ...verdict,
      name: 'order.pdf',
      type: 'application/pdf',
      bytes: new Uint8Array(3),
      found: null,
    }
    expect(fileLines({ attachments: [file] }, ['/tmp/order.pdf'], 100)).toEqual([
      '',
      'Attachment: order.pdf  (application/pdf, 3 bytes)  written to /tmp/order.pdf',
      '    WARNING: It says it is a PDF, and is a Windows program.',
    ])
  })
})
