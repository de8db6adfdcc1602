import { describe, expect, it } from 'vitest'
import { inlineEntity } from '../../../src/mail/foreign/inline-entity.ts'
import type { Piece } from '../../../src/mail/foreign/piece.ts'
import { readForeign } from '../../../src/mail/foreign/read-foreign.ts'
import { textBlocks } from '../../../src/mail/foreign/text-blocks.ts'

const bytes = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'))
const texts = (pieces: readonly Piece[]) =>
  pieces.flatMap((piece) => (piece.kind === 'text' ? [piece.text] : []))

const multipart = (type: string, ...parts: string[][]) => [
  `Content-Type: ${type}; boundary=b`,
  '',
  ...parts.flatMap((lines) => ['--b', ...lines]),
  '--b--',
]

describe('a mail from outside, part by part', () => {
  it('has its texts in order, each in its own charset and encoding', async () => {
    const { pieces } = await readForeign(
      bytes(
        ...multipart(
          'multipart/mixed',
          [
            'Content-Type: text/plain; charset=iso-8859-1',
            'Content-Transfer-Encoding: quoted-printable',
            '',
            'caf=E9',
          ],
          ['Content-Type: text/html', '', '<p>two</p>'],
          ['Content-Transfer-Encoding: base64', '', 'dGhyZWU='],
        ),
      ),
    )
    expect(texts(pieces)).toEqual(['café\n', 'two\n', 'three\n'])
  })

  it('says it where another form of the same has other words', async () => {
    const alternative = (html: string) =>
      readForeign(
        bytes(
          ...multipart('multipart/alternative', ['', 'He was seen.'], ['Content-Type: text/html', '', html]),
        ),
      )
    expect((await alternative('<p>He was <b>seen</b>.</p>')).pieces).toEqual([
      { kind: 'text', text: 'He was seen.\n', remarks: [] },
    ])
    expect((await alternative('<p>He was not seen.</p>')).pieces).toMatchObject([
      { text: 'He was seen.\n', remarks: [expect.stringContaining('other words')] },
    ])
  })

  it('shows its HTML where the plain form is empty', async () => {
    const { pieces } = await readForeign(
      bytes(...multipart('multipart/alternative', ['', ''], ['Content-Type: text/html', '', '<p>words</p>'])),
    )
    expect(texts(pieces)).toEqual(['words\n'])
  })

  it('loses nothing where its last delimiter is lost, or all of them', async () => {
    const whole = multipart('multipart/mixed', ['', 'one'], ['', 'two'])
    expect(texts((await readForeign(bytes(...whole.slice(0, -1)))).pieces)).toEqual(['one\n', 'two\n'])
    const without = await readForeign(bytes('Content-Type: multipart/mixed', '', 'one', '--b', 'two'))
    expect(texts(without.pieces).join()).toContain('two')
    expect(without.pieces).toMatchObject([{ remarks: [expect.stringContaining('damaged')] }])
  })

  it('keeps messages of a digest, and mails within, as files', async () => {
    const { pieces } = await readForeign(
      bytes(
        ...multipart(
          'multipart/digest',
          ['', 'Subject: one', '', 'words'],
          ['', 'Subject: two', '', 'words'],
        ),
      ),
    )
    expect(texts(pieces)).toEqual([])
    expect(pieces).toHaveLength(2)
  })

  it('has files with names that are none of each other’s', async () => {
    const file = ['Content-Type: a/b; name="plan.pdf"', 'Content-Disposition: attachment', '', 'x']
    const { pieces } = await readForeign(bytes(...multipart('multipart/mixed', file, file)))
    expect(pieces).toMatchObject([{ name: 'plan.pdf' }, { name: 'plan (2).pdf' }])
  })

  it('leaves HTML that is longer than any letter as a file', async () => {
    const { pieces } = await readForeign(bytes('Content-Type: text/html', '', '<br>'.repeat(600_000)))
    expect(pieces).toMatchObject([{ kind: 'file', name: 'message.html' }])
  })

  it('has lines that flow made whole, quotation by quotation (RFC 3676)', async () => {
    const { pieces } = await readForeign(
      bytes(
        'Content-Type: text/plain; format=flowed',
        '',
        'Known ',
        'to us. ',
        '> said ',
        '> they',
        ' From here',
        '-- ',
        'Pat',
      ),
    )
    expect(texts(pieces)).toEqual(['Known to us. \n> said they\nFrom here\n-- \nPat\n'])
  })

  it.each([
    ['line ends', '', '\n', 900_000],
    ['lines', '', 'a\n', 900_000],
    ['flowing lines', 'Content-Type: text/plain; format=flowed', 'a \n', 900_000],
    ['quotations', 'Content-Type: text/plain; format=flowed', '>', 5_000_000],
    ['armor that begins', '', '-----BEGIN PGP SIGNED MESSAGE-----\n', 9_000],
    ['escapes', 'Content-Transfer-Encoding: quoted-printable', '=41', 10_000_000],
    ['delimiters that are none', 'Content-Type: multipart/mixed; boundary=b', '--c\n', 9_000],
  ])('is read in a few seconds at most when it is full of %s', async (_, head, piece, times) => {
    const raw = bytes(head, '', piece.repeat(times))
    const before = process.cpuUsage()
    await readForeign(raw)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(3)
  })

  it('has S/MIME parts as what they are', async () => {
    const { pieces } = await readForeign(
      bytes(
        'Content-Type: application/pkcs7-mime; name="smime.p7m"',
        'Content-Transfer-Encoding: base64',
        '',
        'MIIC',
      ),
    )
    expect(pieces).toMatchObject([
      { kind: 'sealed', by: 'smime' },
      { kind: 'file', name: 'smime.p7m' },
    ])
  })
})

describe('the header that counts', () => {
  it('is that of what is signed, not what stands around it', async () => {
    const inner = [
      'Content-Type: text/plain; hp="cipher"',
      'From: a@x.test',
      'HP-Outer: From: b@x.test',
      '',
      'words',
    ]
    const signature = ['Content-Type: application/pgp-signature', '', 'x']
    const { headers } = await readForeign(
      bytes(
        'From: chief@x.test',
        ...multipart('multipart/signed; protocol="application/pgp-signature"', inner, signature),
      ),
    )
    expect(headers).toMatchObject({ from: 'a@x.test', protection: 'hp' })
  })

  it('loses the copy that RFC 9788 puts into the text, and the part that the drafts put first', async () => {
    const hp = await readForeign(
      bytes(
        ...multipart('multipart/mixed; hp="cipher"', [
          'Content-Type: text/plain; hp-legacy-display="1"',
          '',
          'Subject: true',
          'To: a@x.test',
          '',
          'words',
        ]),
      ),
    )
    expect(texts(hp.pieces)).toEqual(['words\n'])
    const draft = multipart(
      'multipart/mixed; protected-headers="v1"',
      ['Content-Type: text/rfc822-headers; protected-headers="v1"', '', 'Subject: true'],
      ['', 'words'],
    )
    expect((await readForeign(bytes(...draft))).pieces).toMatchObject([{ text: 'words\n' }])
  })

  it('loses no words that are not such a copy', async () => {
    const kept = await readForeign(
      bytes(
        'Content-Type: text/plain; hp-legacy-display="1"',
        '',
        'Subject: true',
        'He was seen.',
        '',
        'words',
      ),
    )
    expect(texts(kept.pieces)).toEqual(['Subject: true\nHe was seen.\n\nwords\n'])
    const draft = multipart(
      'multipart/mixed; protected-headers="v1"',
      ['Content-Type: text/plain; protected-headers="v1"', '', 'Subject: true', '', 'He was seen.'],
      ['', 'words'],
    )
    expect(texts((await readForeign(bytes(...draft))).pieces).join()).toContain('He was seen.')
  })
})

describe('a text with armor in it', () => {
  const signed =
    '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nwords\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----'
  const sealed = '-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----'

  it('is divided at whole lines', () => {
    expect(textBlocks(`before\n${signed}\nbetween\n${sealed}\nafter`).map(({ kind }) => kind)).toEqual([
      'words',
      'cleartext',
      'words',
      'sealed',
      'words',
    ])
    expect(textBlocks(`> ${signed}`).map(({ kind }) => kind)).toEqual(['words'])
    expect(textBlocks(signed.slice(0, -3)).map(({ kind }) => kind)).toEqual(['words'])
  })

  it('is divided ten times at most, and stays whole after that', () => {
    const blocks = textBlocks(`${signed}\n`.repeat(50))
    expect(blocks).toHaveLength(11)
    expect(blocks.at(-1)?.text.split(signed)).toHaveLength(41)
  })
})

describe('what was sealed as a text', () => {
  it('is one in UTF-8, or in the charset of old mail programs', async () => {
    const read = async (raw: Uint8Array) => texts((await readForeign(inlineEntity(raw))).pieces)
    expect(await read(new TextEncoder().encode('Dear all: café'))).toEqual(['Dear all: café\n'])
    expect(await read(Uint8Array.of(0x63, 0x61, 0x66, 0xe9))).toEqual(['café\n'])
    expect(await read(new TextEncoder().encode('To: them\n\ntext'))).toEqual(['To: them\n\ntext\n'])
  })

  it('is an entity where it says that it is one', async () => {
    const raw = bytes('Content-Type: text/html', '', '<p>words</p>')
    expect(texts((await readForeign(inlineEntity(raw))).pieces)).toEqual(['words\n'])
  })
})
