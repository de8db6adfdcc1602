import { describe, expect, it } from 'vitest'
import { readBounce } from '../../../src/mail/bounce/read.ts'
import { mail, notice, report } from './mails.ts'

const PERSON = { From: 'Pat <pat@partner.test>', To: 'return-path@despatch.test' }

describe('what a machine sent', () => {
  it.each<[what: string, mail: Uint8Array, kind: string]>([
    [
      'an answer by RFC 3834',
      mail({ ...PERSON, Subject: 'Away until May', 'Auto-Submitted': 'auto-replied' }, 'I am away.'),
      'away',
    ],
    [
      'an answer of Exchange',
      mail({ ...PERSON, Subject: 'Automatic reply: Hello', 'X-Auto-Response-Suppress': 'All' }, 'I am away.'),
      'away',
    ],
    [
      'an answer that only its subject shows',
      mail({ ...PERSON, Subject: 'Out of Office: Hello' }, 'I am away.'),
      'away',
    ],
    [
      'an answer of Apple’s',
      mail({ ...PERSON, Subject: 'Re', 'X-Apple-Action': 'VACATION' }, 'I am away.'),
      'away',
    ],
    [
      'a complaint by RFC 5965',
      mail(
        {
          From: 'abuse@partner.test',
          'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b',
        },
        '--b\n\nThis is a report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--',
      ),
      'complaint',
    ],
    [
      'a complaint of Hotmail',
      mail({ From: 'staff@hotmail.test', Subject: 'complaint about message from 192.0.2.1' }, ''),
      'complaint',
    ],
    [
      'a demand to prove oneself',
      mail(
        { ...PERSON, Subject: 'Your mail to pat' },
        'Please confirm your message by following this link. It is then delivered.',
      ),
      'challenge',
    ],
    ['a letter', mail({ ...PERSON, Subject: 'Hello' }, 'How are you? Write to sam@partner.test.'), 'other'],
    [
      'an answer without any mark, with an address in it',
      mail(
        { ...PERSON, Subject: 'Thank you for your mail' },
        'Thank you. I will reply.\n\nPat\npat@partner.test\n',
      ),
      'other',
    ],
    [
      'a bounce that says that a machine sent it',
      notice('<pat@partner.test>:\n550 No such user', { 'Auto-Submitted': 'auto-replied' }),
      'delivery',
    ],
    [
      'a report',
      report(['Final-Recipient: rfc822; pat@partner.test\nAction: failed\nStatus: 5.1.1']),
      'delivery',
    ],
  ])('is known: %s', (_what, message, kind) => {
    expect(readBounce(message).kind).toBe(kind)
  })
})

describe('a disposition notification', () => {
  const mdn = (...lines: string[]) =>
    readBounce(
      mail(
        { ...PERSON, 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b' },
        [
          '--b',
          '',
          'Read.',
          '--b',
          'Content-Type: message/disposition-notification',
          '',
          ...lines,
          '',
          '--b--',
        ].join('\n'),
      ),
    ).disposition

  it.each([
    ['automatic-action/MDN-sent-automatically; deleted', 'deleted', []],
    ['manual-action/MDN-sent-manually; displayed', 'displayed', []],
    ['automatic-action/MDN-sent-automatically; processed/error', 'processed', ['error']],
    ['automatic-action/MDN-sent-automatically; denied', 'denied', []],
    ['automatic-action / MDN-sent-automatically ;dispatched', 'dispatched', []],
    ['displayed', 'displayed', []],
  ])('says what was done: %s', (value, disposition, modifiers) => {
    expect(mdn(`Disposition: ${value}`)).toMatchObject({ disposition, modifiers })
  })

  it('that a delivery agent sends for a message that it rejected is a failure', () => {
    const rejected = readBounce(
      mail(
        {
          From: 'Mail Delivery Subsystem <admin@partner.test>',
          'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b',
        },
        [
          '--b',
          '',
          'Your message to <pat@partner.test> was automatically rejected:',
          'Quota exceeded',
          '--b',
          'Content-Type: message/disposition-notification',
          '',
          'Final-Recipient: rfc822; pat@partner.test',
          'Original-Message-ID: <sent@despatch.test>',
          'Disposition: automatic-action/MDN-sent-automatically; deleted',
          '',
          '--b--',
        ].join('\n'),
      ),
    )
    expect(rejected).toMatchObject({
      kind: 'delivery',
      originalMessageId: '<sent@despatch.test>',
      recipients: [
        { address: 'pat@partner.test', action: 'failed', status: '5.0.922', reason: 'mailboxfull' },
      ],
    })
  })

  it('says what went wrong', () => {
    expect(
      mdn(
        'Disposition: automatic-action/MDN-sent-automatically; processed/error',
        'Error: could not decode it',
      )?.problem,
    ).toBe('could not decode it')
  })
})

describe('what a bounce gives back', () => {
  it('tells which message it is about, however it is quoted', () => {
    const ids = [
      notice(
        '<pat@partner.test>:\n550 no\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <sent@despatch.test>\nTo: x@y.test',
      ),
      notice('The message\n\n> Message-ID: <sent@despatch.test>\n\nto pat@partner.test failed.'),
      report(['Final-Recipient: rfc822; pat@partner.test\nAction: failed\nStatus: 5.1.1']),
    ].map((message) => readBounce(message).originalMessageId)
    expect(ids).toEqual(['<sent@despatch.test>', '<sent@despatch.test>', '<sent@despatch.test>'])
  })

  it('gives the ENVID, and the actual recipient beside the one that we wrote to', () => {
    const read = readBounce(
      report(
        [
          'Original-Recipient: rfc822; pat@partner.test\nFinal-Recipient: rfc822; p.person@inner.partner.test\nAction: failed\nStatus: 5.2.2',
        ].concat('Original-Envelope-Id: env-1'),
      ),
    )
    expect(read.recipients).toMatchObject([
      {
        address: 'p.person@inner.partner.test',
        originalRecipient: 'pat@partner.test',
        status: '5.2.2',
        transient: false,
      },
    ])
  })
})
