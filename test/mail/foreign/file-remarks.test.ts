import { describe, expect, it } from 'vitest'
import { distinctFileNames, safeFileName } from '../../../src/mail/file-name.ts'
import { fileRemarks } from '../../../src/mail/foreign/file-remarks.ts'

const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))
const PROGRAM = bytes(`MZ\x90\0\x03\0\0\0${'\0'.repeat(300)}`)
const PDF = bytes('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n')
const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)
const OLD_OFFICE = (within = '') =>
  bytes(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${'\0'.repeat(600)}${within.replace(/./g, '$&\0')}`)

/** A ZIP of files without content, as far as a reader of its headers looks. */
function zip(...names: string[]): Uint8Array {
  const local = names.map(
    (name) =>
      `PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0${String.fromCharCode(name.length)}\0\0\0${name}`,
  )
  return bytes(`${local.join('')}PK\x05\x06${'\0'.repeat(18)}`)
}

const remarked = async (name: string, type: string, content: Uint8Array) =>
  (await fileRemarks({ name, type, bytes: content })).remarks.join(' ')

describe('a file is said to be what it is', () => {
  it.each<[string, string, string, Uint8Array, RegExp]>([
    [
      'a program as a PDF',
      'order.pdf',
      'application/pdf',
      PROGRAM,
      /says it is a PDF, and is a Windows program.*Do not open/,
    ],
    [
      'a program as nothing',
      'order',
      'application/octet-stream',
      PROGRAM,
      /Do not open it .* a Windows program/,
    ],
    ['a program with two endings', 'order.pdf.exe', 'application/pdf', PROGRAM, /two endings/],
    [
      'a Linux program',
      'order',
      'application/octet-stream',
      bytes(`\x7fELF${'\x01'.repeat(80)}`),
      /a Linux program/,
    ],
    ['a picture as a PDF', 'order.pdf', 'application/pdf', PNG, /says it is a PDF, and is a PNG picture/],
    ['a PDF as a picture', 'map.png', 'image/png', PDF, /says it is a PNG picture, and is a PDF/],
    [
      'something as a PDF',
      'order.pdf',
      'application/pdf',
      bytes('hello'),
      /says it is a PDF, and does not look like one/,
    ],
    ['a script by its name', 'order.js', 'text/plain', bytes('alert(1)'), /it is a script/],
    [
      'a script by its first line',
      'order.txt',
      'text/plain',
      bytes('#!/bin/sh\nrm -r .'),
      /says it is a text, and is a script/,
    ],
    ['a page as a text', 'order.txt', 'text/plain', bytes('\n <!DOCTYPE html><script>'), /is a web page/],
    [
      'a drawing that is a page',
      'map.svg',
      'image/svg+xml',
      bytes('<?xml version="1.0"?>\n<svg onload="x">'),
      /web page/,
    ],
    ['a shortcut', 'order.pdf.lnk', 'application/octet-stream', bytes('x'), /shortcut/],
    [
      'macros by name',
      'order.docm',
      'application/octet-stream',
      zip('[Content_Types].xml', 'word/vbaProject.bin'),
      /macros/,
    ],
    [
      'macros under another name',
      'order.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'),
      /macros/,
    ],
    ['macros in an old document', 'order.doc', 'application/msword', OLD_OFFICE('_VBA_PROJECT'), /macros/],
    ['an archive', 'papers.zip', 'application/zip', zip('order.exe'), /what is in it was not looked at/],
    [
      'a PDF that runs something',
      'order.pdf',
      'application/pdf',
      bytes('%PDF-1.7\n<< /OpenAction << /S /JavaScript /JS (x) >> >>'),
      /runs something/,
    ],
    [
      'one that is sent as another',
      'order.pdf',
      'image/jpeg',
      bytes('?'),
      /sent as a JPEG picture, and its name is that of a PDF/,
    ],
  ])('%s', async (_, name, type, content, expected) => {
    expect(await remarked(name, type, content)).toMatch(expected)
  })

  it.each<[string, string, Uint8Array]>([
    ['order.pdf', 'application/pdf', PDF],
    ['order.pdf', 'application/octet-stream', PDF],
    ['map.png', 'image/png', PNG],
    ['notes.txt', 'text/plain', bytes('Known to us.')],
    ['letter.doc', 'application/msword', OLD_OFFICE()],
    [
      'letter.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      zip('[Content_Types].xml', 'word/document.xml'),
    ],
    ['order.json', 'application/json', bytes('{}')],
  ])('and nothing is said of %s, %s', async (name, type, content) => {
    expect(await remarked(name, type, content)).toBe('')
  })

  it('by the name as it was given, before anything was taken out of it', async () => {
    const file = { name: 'orderfdp.exe', type: 'application/octet-stream', bytes: PROGRAM }
    expect((await fileRemarks({ ...file, called: '../order\u202efdp.exe' })).remarks.join(' ')).toMatch(
      /turn the reading direction.*holds a path/,
    )
    expect((await fileRemarks({ ...file, name: '\u043erder.exe' })).remarks.join(' ')).toContain(
      'mixes letters',
    )
  })

  it.each<[string, string, Uint8Array]>([
    ['scan', 'image/x-unknown', PNG],
    ['scan.heic', 'image/heic', bytes('?')],
    ['letter.doc', 'application/msword', bytes('{\\rtf1 hello}')],
    ['papers.zip.p7m', 'application/pkcs7-mime', bytes('?')],
    ['tool.zip', 'application/zip', zip('META-INF/MANIFEST.MF')],
  ])('and it is not said to be another than it is: %s, %s', async (name, type, content) => {
    expect(await remarked(name, type, content)).not.toMatch(/It says it is|two endings|is sent as/)
  })

  it('in little time, whatever it is filled with', async () => {
    const large = new Uint8Array(30 * 1024 * 1024).fill(0x3c)
    for (const head of [
      'PK\x03\x04',
      '\x1f\x8b\x08',
      '%PDF',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
      '<?xml',
      '\xff\xd8\xff',
    ]) {
      large.set(bytes(head))
      // Of processor time: how long it takes by the clock depends on what else the machine does.
      const before = process.cpuUsage()
      await fileRemarks({ name: 'x', type: '', bytes: large })
      const { user, system } = process.cpuUsage(before)
      expect((user + system) / 1000).toBeLessThan(1_000)
    }
  })
})

describe('the name of a file', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\pat\\order.pdf', 'order.pdf'],
    ['order\u202efdp.exe', 'orderfdp.exe'],
    ['order.pdf\u2800\u3164\u00a0          .exe', 'order.pdf .exe'],
    ['CON', '_CON'],
    ['lpt1.pdf', '_lpt1.pdf'],
    ['console.pdf', 'console.pdf'],
    ['order.pdf. . .', 'order.pdf'],
    [' . .profile', 'profile'],
    ['a\r\nSignature verified.pdf', 'aSignature verified.pdf'],
    ['<>:"|?*', '_______'],
    ['', 'attachment'],
    ['.'.repeat(100_000), 'attachment'],
    [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(96)}.pdf`],
    ['naïve 🏠.pdf', 'naïve 🏠.pdf'],
  ])('%j is given as %j', (name, given) => {
    expect(safeFileName(name)).toBe(given)
    expect(safeFileName(given)).toBe(given)
  })

  it('is not given twice, whatever its case', () => {
    expect(distinctFileNames(['plan.pdf', 'Plan.PDF', 'plan (2).pdf', 'plan.pdf', 'other'])).toEqual([
      'plan.pdf',
      'Plan (2).PDF',
      'plan (2) (2).pdf',
      'plan (3).pdf',
      'other',
    ])
  })
})
