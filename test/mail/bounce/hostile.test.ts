import { describe, expect, it } from 'vitest'
import { readBounce } from '../../../src/mail/bounce/read.ts'
import { msOf } from '../../setup/thread-time.ts'
import { group, mail, notice, report } from './mails.ts'

const SIZE = 512 * 1024
const times = (text: string) => text.repeat(Math.ceil(SIZE / text.length))

/** Text that makes careless patterns go back and forth, or grow with the square of its length. */
const NASTY: Readonly<Record<string, string>> = {
  'one long line': times('a'),
  'at signs': times('@'),
  'addresses without a space': times('a@b.'),
  addresses: times('<a@b.test> '),
  'a line for each of very many recipients': times('<a@b.test>: 550 no\n').replace(
    /a@/g,
    () => `${Math.random().toString(36).slice(2)}@`,
  ),
  'an address that never ends': `<${times('a')}`,
  'a domain that never ends': `a@${times('b')}`,
  'dots and digits': times('5.1.'),
  'status codes': times('5.1.1 '),
  'reply codes': times('550 '),
  commands: times('>>> RCPT TO '),
  'beginnings of phrases': times('user mailbox account recipient address is was not the '),
  'negations without end': times('unable to not no such can not does not '),
  spaces: times(' '),
  'line ends': times('\n'),
  'carriage returns': times('\r'),
  'marks of quotation': times('> '),
  dashes: times('-'),
  'announcements of a returned message': times('--- Below this line is a copy\n'),
  brackets: times('(((('),
  'header fields': times('Message-ID: <\n'),
  'equals signs': times('='),
  'angle brackets': times('<'),
  quotas: times('over exceed disk storage mailbox '),
  'text beyond ASCII': times('ÄÖ𝒜\u202e'),
}

/** Generous, so that a slow machine passes: it takes tens of milliseconds. */
const MOST_MS = 1000

async function readsQuickly(raw: Uint8Array): Promise<void> {
  const took = await msOf(() => expect(readBounce(raw).recipients.length).toBeLessThanOrEqual(100))
  expect(took).toBeLessThan(MOST_MS)
}

describe.each(Object.entries(NASTY))('512 KiB of %s', (_what, text) => {
  it('harms nothing as a notice', () => readsQuickly(notice(text)))
  it('harms nothing as HTML', () => readsQuickly(notice(text, { 'Content-Type': 'text/html' })))
  it('harms nothing as the words of a server', () => readsQuickly(report([group('5.0.0', `smtp; ${text}`)])))
  it('harms nothing as fields for machines', () => readsQuickly(report([text])))
  it('harms nothing in a header', () =>
    readsQuickly(
      mail({ From: 'mailer-daemon@x.test', Subject: text.replace(/[\r\n]/g, ' ').slice(0, 100_000) }, text),
    ))
  it('harms nothing as parts', () =>
    readsQuickly(notice(`--${text}`, { 'Content-Type': 'multipart/report; boundary="-"' })))
})

describe('a mail that was made to be too much', () => {
  it.each<[string, () => Uint8Array]>([
    [
      '10,000 parts',
      () => notice('--b\n\nx\n'.repeat(10_000), { 'Content-Type': 'multipart/report; boundary=b' }),
    ],
    [
      'parts 5,000 deep',
      () =>
        notice(
          Array.from(
            { length: 5000 },
            (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n`,
          ).join('\n'),
          { 'Content-Type': 'multipart/mixed; boundary=b0' },
        ),
    ],
    [
      'bounces within bounces',
      () =>
        notice(`From: mailer-daemon@x.test\nContent-Type: message/rfc822\n\n`.repeat(5000), {
          'Content-Type': 'message/rfc822',
        }),
    ],
    ['20,000 groups of fields', () => report([`${group('5.1.1', '')}\n\n`.repeat(20_000)])],
    ['nothing', () => new Uint8Array()],
    ['a header alone', () => mail({ From: 'mailer-daemon@x.test' }, '')],
    ['noise', () => Uint8Array.from({ length: SIZE }, (_, i) => (i * 2654435761) >>> 13)],
  ])('is read in no time: %s', (_what, make) => readsQuickly(make()))

  it('is read wherever it is cut off', () => {
    const whole = report([
      group('5.1.1', 'smtp; 550 5.1.1 No such user'),
      group('4.2.2', 'smtp; 452 full', { address: 'b@x.test' }),
    ])
    for (let length = 0; length <= whole.length; length++) readBounce(whole.subarray(0, length))
  })
})

describe('characters that no text of ours may hold', () => {
  const ID = '<sent@despatch.test>'
  it.each<[string, Uint8Array]>([
    [
      'in what a server says',
      notice(`<pat@partner.test>: 550 5.1.1 no\0 \u001b[31muser\u202e\nMessage-ID: ${ID}`),
    ],
    ['in an address', notice(`<p\0at@partner.test>: 550 5.1.1 no user\nMessage-ID: ${ID}`)],
    ['in a Message-ID', notice(`<pat@partner.test>: 550 no user\nMessage-ID: <se\0nt@despatch.test>`)],
    [
      'in fields for machines',
      report([group('5.1.1', 'smtp; 550 \0\u001b', { address: 'p\0at@partner.test' })]),
    ],
  ])('do not stay %s', (_what, raw) => {
    const read = readBounce(raw)
    expect(read.recipients).toHaveLength(1)
    expect(JSON.stringify(read)).not.toMatch(/\\u00|\u202e/)
  })
})
