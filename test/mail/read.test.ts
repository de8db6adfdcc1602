import { describe, expect, it } from 'vitest'
import { composeReferral } from '../../src/mail/compose.ts'
import { htmlToText } from '../../src/mail/html-text.ts'
import { MailReadError, readReferral } from '../../src/mail/read.ts'
import { msOf } from '../setup/thread-time.ts'
import { referral } from './referral.ts'

const bytes = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'))

describe('reading what a partner wrote', () => {
  it('reads plain text as it is, with no referral in it', async () => {
    const read = await readReferral(
      bytes('Content-Type: text/plain; charset=utf-8', '', 'Known to us. — Pat', ''),
    )
    expect(read).toMatchObject({ text: 'Known to us. — Pat\n', referral: null, attachments: [], defects: [] })
    expect(read.headers.protection).toBe('none')
  })

  it('reduces HTML to its words and fetches nothing', async () => {
    const html =
      '<html><head><title>t</title><style>p{}</style></head><body><p>Known &amp; seen</p>' +
      '<img src="http://tracker.test/x.png"><script>alert(1)</script><div>twice<br>here</div><!-- no --></body></html>'
    const read = await readReferral(bytes('Content-Type: text/html', '', html))
    expect(read.text).toBe('Known & seen\n\ntwice\nhere\n')
  })

  it('takes the text of an alternative and leaves its HTML', async () => {
    const read = await readReferral(
      bytes(
        'Content-Type: multipart/alternative; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'plain words',
        '--b',
        'Content-Type: text/html',
        '',
        '<p>other words</p>',
        '--b--',
      ),
    )
    expect(read.text).toBe('plain words\n')
  })

  it('takes off the legacy display of hidden fields that RFC 9788 senders add for old clients', async () => {
    const read = await readReferral(
      bytes(
        'Content-Type: text/plain; charset=utf-8; hp="cipher"; hp-legacy-display="1"',
        'Subject: The real subject',
        '',
        'Subject: The real subject',
        '',
        'The words.',
      ),
    )
    expect(read.text).toBe('The words.\n')
    expect(read.headers).toMatchObject({ subject: 'The real subject', protection: 'hp' })
  })

  it('keeps a forwarded message as a file, not as words of the sender', async () => {
    const read = await readReferral(
      bytes(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'See below.',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Subject: inner',
        '',
        'inner words',
        '--b--',
      ),
    )
    expect(read.text).toBe('See below.\n')
    expect(read.attachments.map(({ type }) => type)).toEqual(['message/rfc822'])
  })

  it('gives attachments names without folders', async () => {
    const read = await readReferral(
      bytes(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: application/pdf; name="../../etc/passwd"',
        'Content-Disposition: attachment; filename="../../etc/passwd"',
        '',
        'x',
        '--b--',
      ),
    )
    expect(read.attachments.map(({ name }) => name)).toEqual(['passwd'])
  })
})

describe('a referral part that is not as it must be', () => {
  const part = (json: string) => [
    '--b',
    'Content-Type: application/vnd.despatch.referral+json',
    'Content-Disposition: attachment',
    '',
    json,
  ]
  const good = JSON.stringify({ terms: 't', signature: 's', rendering: 'reply/1', data: {} })
  const mixed = (...parts: string[][]) =>
    bytes('Content-Type: multipart/mixed; boundary=b', '', ...parts.flat(), '--b--')

  it('is read when it has the four members', async () => {
    expect((await readReferral(mixed(part(good)))).referral).toMatchObject({
      terms: 't',
      rendering: 'reply/1',
    })
  })

  it.each([
    '{',
    '[]',
    'null',
    '{"terms":"t"}',
    good.replace('"s"', '7'),
    good.replace('{', '{"extra":1,'),
    good.replace('reply/1', '../1'),
  ])('is no referral when it is %s', async (json) => {
    const read = await readReferral(mixed(part(json)))
    expect(read).toMatchObject({ referral: null, defects: ['referral-malformed'] })
  })

  it('is no referral when there are two of them', async () => {
    const read = await readReferral(mixed(part(good), part(good)))
    expect(read).toMatchObject({ referral: null, defects: ['referral-repeated'] })
  })
})

describe('hostile messages', () => {
  it.each([
    ['is larger than any we carry', () => new Uint8Array(41 * 1024 * 1024)],
    ['has a header that never ends', () => bytes('X: y', `Z: ${'z'.repeat(300_000)}`)],
    [
      'has very many parts',
      () => bytes('Content-Type: multipart/mixed; boundary=b', '', '--b\r\n\r\n'.repeat(20_000)),
    ],
    ['has very many lines, as a few kilobytes unpack to', () => bytes('', '\n'.repeat(30_000_000))],
    [
      'is nested very deep',
      () =>
        bytes(
          'Content-Type: multipart/mixed; boundary=b0',
          '',
          ...Array.from(
            { length: 50 },
            (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n`,
          ),
        ),
    ],
  ])('refuses one that %s', async (_, make) => {
    await expect(readReferral(make())).rejects.toThrow(MailReadError)
  })

  it('reads any truncation of a real entity, or refuses it by name', async () => {
    const whole = composeReferral({ ...referral, boundary: '=_fixed-boundary' })
    for (let length = 0; length < whole.length; length += 97) {
      await readReferral(whole.slice(0, length)).catch((error) => expect(error).toBeInstanceOf(MailReadError))
    }
  })

  it('reduces HTML of a million open tags in time that follows its length', async () => {
    for (const hostile of ['<style>'.repeat(150_000) + '&#x41;'.repeat(10), '<'.repeat(1_000_000)])
      expect(await msOf(() => htmlToText(hostile))).toBeLessThan(2000)
  })
})
