import { describe, expect, it } from 'vitest'
import { createArmorReader } from '../../../src/mail/armor-reader.ts'
import { decodedPieces } from '../../../src/mail/decoded-pieces.ts'
import { findEncrypted, findSealed, sealedEntity } from '../../../src/mail/encrypted.ts'
import { armorOf, mail, part } from './forms.ts'

const armor = armorOf(700)
const words = (text: string) => text.replaceAll(/\s/g, '')
const version = part('Content-Type: application/pgp-encrypted', 'Version: 1')
const sealed = part('Content-Type: application/octet-stream; name="encrypted.asc"', armor)
const footer =
  '_______________________________________________\nPartners mailing list\nhttps://lists.partner.test/\n'

/** What the gateway makes of it, which reads piece by piece and never has the whole in memory. */
function takenByPieces(raw: Uint8Array): boolean {
  const entity = sealedEntity(raw)
  const pieces = entity === null ? null : decodedPieces(entity)
  if (pieces === null) return false
  const reader = createArmorReader(() => undefined)
  for (const piece of pieces) if (!reader.push(piece)) return false
  return reader.end()
}

const html = (text: string) =>
  `<html><head><style>p{}</style></head><body><p>${text.replaceAll('\n', '<br>\r\n')}</p></body></html>`
const base64 = (text: string) => Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n')
const quoted = (text: string) => text.replaceAll('=', '=3D')

describe('the forms in which sealed mail comes', () => {
  const asFile = (type: string, name: string, text: string, ...more: string[]) =>
    part([`Content-Type: ${type}; name="${name}"`, ...more].join('\r\n'), text)

  it.each<[string, Uint8Array]>([
    ['PGP/MIME', mail('multipart/encrypted; protocol="application/pgp-encrypted"', version, sealed)],
    ['PGP/MIME that lost its parameter', mail('multipart/encrypted', version, sealed)],
    [
      'PGP/MIME as Exchange makes it',
      mail('multipart/mixed', part('Content-Type: text/plain', ''), version, sealed),
    ],
    [
      'the same with a blank HTML part',
      mail(
        'multipart/mixed',
        part('Content-Type: text/html', '<html><body><p>&nbsp;</p></body></html>'),
        version,
        sealed,
      ),
    ],
    [
      'both parts as files of no type',
      mail('multipart/mixed', asFile('application/octet-stream', 'version.txt', 'Version: 1'), sealed),
    ],
    [
      'both parts as text files',
      mail(
        'multipart/mixed',
        asFile('text/plain', 'version.txt', 'Version: 1'),
        asFile('text/plain', 'encrypted.asc', armor),
      ),
    ],
    [
      'both parts in base64',
      mail(
        'multipart/mixed',
        asFile(
          'application/pgp-encrypted',
          'version.txt',
          base64('Version: 1\n'),
          'Content-Transfer-Encoding: base64',
        ),
        asFile(
          'application/octet-stream',
          'encrypted.asc',
          base64(armor),
          'Content-Transfer-Encoding: base64',
        ),
      ),
    ],
    [
      'both parts in quoted-printable',
      mail(
        'multipart/mixed',
        version,
        asFile(
          'application/octet-stream',
          'encrypted.asc',
          quoted(armor),
          'Content-Transfer-Encoding: quoted-printable',
        ),
      ),
    ],
    ['the sealed part alone', mail('multipart/mixed', sealed)],
    [
      'a mail forwarded whole',
      mail(
        'multipart/mixed',
        part(
          'Content-Type: message/rfc822',
          mail('multipart/encrypted', version, sealed, { boundary: 'inner' }),
        ),
      ),
    ],
    [
      'a mail forwarded whole, and nothing around it',
      part(
        'From: gw@partner.test\r\nContent-Type: message/rfc822',
        mail('multipart/encrypted', version, sealed),
      ),
    ],
    [
      'a list’s wrapper without a footer',
      mail('multipart/mixed', part(mail('multipart/encrypted', version, sealed, { boundary: 'inner' }))),
    ],
    ['armor as the text', part('Content-Type: text/plain', armor)],
    ['armor after a byte order mark', part('Content-Type: text/plain; charset=utf-8', `\ufeff${armor}`)],
    [
      'armor with both line ends and spaces after lines',
      part(
        '',
        armor.replaceAll('\n', (_, at) => (at % 2 ? ' \t\r\n' : '\n')),
      ),
    ],
    [
      'armor in format=flowed, with a comment that was broken',
      part(
        'Content-Type: text/plain; format=flowed',
        armor.replace(
          '\n\n',
          '\nComment: a long comment that a mail program has broken into two of \nits lines\n\n',
        ),
      ),
    ],
    [
      'armor beside an HTML rendering of it',
      mail(
        'multipart/alternative',
        part('Content-Type: text/plain', armor),
        part('Content-Type: text/html', html(armor)),
      ),
    ],
    [
      'that within a wrapper',
      mail(
        'multipart/mixed',
        part(
          mail('multipart/alternative', part('', armor), part('Content-Type: text/html', html(armor)), {
            boundary: 'inner',
          }),
        ),
      ),
    ],
  ])('%s', (_, raw) => {
    expect(words(findEncrypted(raw)?.armored ?? '')).toContain(words(armor).slice(27, 400))
    expect(findSealed(raw)?.added).toBeNull()
    expect(takenByPieces(raw)).toBe(true)
  })

  it('tells armor that is the text of a mail from a part of PGP/MIME', () => {
    expect(findSealed(part('', armor))?.inline).toBe(true)
    expect(findSealed(mail('multipart/encrypted', version, sealed))?.inline).toBe(false)
  })
})

describe('a footer that was added on the way', () => {
  const wrapped = (text: string, ...more: (string | Uint8Array)[]) =>
    mail(
      'multipart/mixed',
      part(mail('multipart/encrypted', version, sealed, { boundary: 'inner' })),
      part('Content-Type: text/plain; charset="us-ascii"\r\nContent-Disposition: inline', text),
      ...more,
    )

  it.each<[string, Uint8Array]>([
    ['by a list, around PGP/MIME', wrapped(footer)],
    ['by a gateway, whatever it says', wrapped('This mail was checked by Placeholder Borough Council.')],
    [
      'by a list, to the parts that Exchange left',
      mail('multipart/mixed', version, sealed, part('', footer)),
    ],
    [
      'by a list, to a text',
      mail('multipart/mixed', part('Content-Type: text/plain', armor), part('', footer)),
    ],
    ['to the armor itself', part('Content-Type: text/plain', `${armor}\n${footer}`)],
    [
      'to the armor itself, as a signature',
      part('', `${armor}-- \r\nSent from the desk of Testina Example\r\n`),
    ],
    [
      'to the armor itself, in quoted-printable',
      part('Content-Transfer-Encoding: quoted-printable', quoted(`${armor}\n${footer}`)),
    ],
    [
      'to the armor itself, in base64',
      part('Content-Transfer-Encoding: base64', base64(`${armor}\n${footer}`)),
    ],
  ])('is kept apart when it was put there %s', (_, raw) => {
    const found = findSealed(raw)
    expect(words(found?.armored ?? '')).toBe(words(armor))
    expect(found?.added).toMatch(/list|gateway|checked|desk/i)
    expect(takenByPieces(raw)).toBe(true)
  })

  it.each<[string, Uint8Array]>([
    ['longer than footers are', wrapped('all about Testina Example '.repeat(100))],
    [
      'before the sealed part',
      mail(
        'multipart/mixed',
        part('', footer),
        part(mail('multipart/encrypted', version, sealed, { boundary: 'inner' })),
      ),
    ],
    [
      'in HTML',
      mail('multipart/mixed', version, sealed, part('Content-Type: text/html', `<p>${footer}</p>`)),
    ],
    [
      'a file',
      mail('multipart/mixed', version, sealed, part('Content-Type: text/plain; name="notes.txt"', footer)),
    ],
    ['one of two', wrapped(footer, part('', footer))],
    [
      'words without a rule, beside the parts',
      mail('multipart/mixed', version, sealed, part('', 'Testina Example lives here.')),
    ],
    [
      'words without a rule, beside a text',
      mail('multipart/mixed', part('', armor), part('', 'Testina Example lives here.')),
    ],
    ['words on the line that ends the armor', part('', `${armor.trimEnd()} -- \r\nTestina Example`)],
    [
      'longer than footers are, after the armor',
      part('', `${armor}\n-- \n${'Testina Example '.repeat(200)}`),
    ],
    ['another armored block', part('', `${armor}\n-- \n${armor}`)],
  ])('is none, and the mail clear text, when it is %s', (_, raw) => {
    expect(findEncrypted(raw)).toBeNull()
    expect(takenByPieces(raw)).toBe(false)
  })
})

describe('what could be read beside the sealed message makes the mail clear text', () => {
  const beside = (rendering: string) =>
    mail('multipart/alternative', part('', armor), part('Content-Type: text/html', rendering))

  it.each<[string, Uint8Array]>([
    ['words in the HTML beside the armor', beside(html(`Dear colleague, ${armor}`))],
    [
      'hidden words in the HTML beside the armor',
      beside(html(`${armor}<span style="display:none">Testina</span>`)),
    ],
    ['words in a drawing in that HTML', beside(html(`${armor}<svg><text>Testina</text></svg>`))],
    ['another message in that HTML', beside(html(armorOf(640)))],
    [
      'a text before the forwarded mail',
      mail('multipart/mixed', part('', 'See below'), part('Content-Type: message/rfc822', part('', armor))),
    ],
    [
      'wrappers without end',
      Array.from({ length: 9 }).reduce<Uint8Array>(
        (inner) => part('Content-Type: message/rfc822', inner),
        part('', armor),
      ),
    ],
    ['a third part', mail('multipart/mixed', version, sealed, sealed)],
  ])('%s', (_, raw) => {
    expect(findEncrypted(raw)).toBeNull()
  })
})
