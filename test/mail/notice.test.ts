import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { HeaderError } from '../../src/mail/header.ts'
import { composeNotice, type Notice, type Waiting } from '../../src/mail/notice.ts'

const notice = (waiting: Waiting[], change: Partial<Notice> = {}): Notice => ({
  from: 'notices@despatch.test',
  to: 'pat@office.example.test',
  date: new Date('2010-03-01T09:30:00Z'),
  messageId: '<5b9c1c5e@despatch.test>',
  origin: 'https://despatch.example.test',
  waiting,
  ...change,
})

describe('a notice', () => {
  it('says how many items wait, how they are marked and where, and how to read and how to end it', async () => {
    const mail = await PostalMime.parse(
      composeNotice(
        notice([
          { what: 'waits', mailbox: 'Liverpool anti-social behaviour team', level: 'RESTRICTED', count: 1 },
          { what: 'waits', mailbox: 'Tîm Troseddau Ieuenctid', level: 'PROTECT', count: 2 },
          { what: 'waits', mailbox: 'Tîm Troseddau Ieuenctid', level: null, count: 1 },
        ]),
      ),
    )
    expect(mail.subject).toBe('Despatch: 4 items wait')
    expect(mail.text?.replaceAll('\r\n', '\n')).toBe(
      [
        '1 item marked RESTRICTED waits in Liverpool anti-social behaviour team.',
        '2 items marked PROTECT wait in Tîm Troseddau Ieuenctid.',
        '1 item not yet marked waits in Tîm Troseddau Ieuenctid.',
        '',
        'To read, sign in: https://despatch.example.test',
        '',
        'This notice was sent by a machine and says nothing of what waits. Do not answer it.',
        'To have no more of them: despatch notices off',
        '',
      ].join('\n'),
    )
    expect(mail.attachments).toEqual([])
    expect(Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))).toEqual({
      from: 'notices@despatch.test',
      to: 'pat@office.example.test',
      subject: 'Despatch: 4 items wait',
      date: 'Mon, 01 Mar 2010 09:30:00 +0000',
      'message-id': '<5b9c1c5e@despatch.test>',
      'auto-submitted': 'auto-generated',
      'mime-version': '1.0',
      'content-type': 'text/plain; charset=utf-8',
      'content-transfer-encoding': 'quoted-printable',
    })
  })

  it('says what is due, overdue and collected by nobody, to whoever is asked and whoever asks', async () => {
    const mail = await PostalMime.parse(
      composeNotice(
        notice(
          (
            [
              ['answer-due', 1],
              ['answer-due', 2],
              ['answer-overdue', 1],
              ['answer-escalated', 2],
              ['answer-awaited', 1],
              ['awaited-escalated', 3],
              ['not-collected', 1],
              ['not-collected-there', 2],
            ] as const
          ).map(([what, count]) => ({ what, mailbox: 'A team', level: 'RESTRICTED', count })),
        ),
      ),
    )
    expect(mail.subject).toBe(
      'Despatch: 3 items to be answered, 7 items overdue for an answer, 3 items collected by nobody',
    )
    expect(mail.text?.split('\n').map((line) => line.trim())).toEqual([
      '1 item marked RESTRICTED in A team is to be answered now, or by the next working day.',
      '2 items marked RESTRICTED in A team are to be answered now, or by the next working day.',
      '1 item marked RESTRICTED in A team is overdue for an answer.',
      '2 items marked RESTRICTED in A team have been overdue for an answer for days.',
      '1 item marked RESTRICTED, sent from A team, was not answered by the day that was asked for.',
      '3 items marked RESTRICTED, sent from A team, have been overdue for an answer for days.',
      '1 item marked RESTRICTED in A team has been collected by nobody.',
      '2 items marked RESTRICTED, sent from A team, have been collected by nobody.',
      '',
      'To see which, sign in: https://despatch.example.test',
      '',
      'This notice was sent by a machine and says nothing of what was sent. Do not answer it.',
      'To have no more of them: despatch notices off',
      '',
    ])
  })

  it('says of drafts and agreements what is ahead, and of nobody whom it is about', async () => {
    const draft = { what: 'draft-ends', mailbox: 'A team', level: null, count: 1 } as const
    const mail = await PostalMime.parse(
      composeNotice(
        notice([
          { ...draft, what: 'review-due', mailbox: 'example-isp' },
          draft,
          { ...draft, what: 'draft-ended', count: 2 },
        ]),
      ),
    )
    expect(mail.subject).toBe('Despatch: a draft needs your attention, an agreement is to be reviewed')
    expect(mail.text?.split(/\r?\n/).slice(0, 3)).toEqual([
      'The agreement example-isp is to be reviewed: despatch agreement list says when.',
      'A draft of yours in A team waits for a key and is deleted within a week: despatch drafts says when.',
      '2 drafts of yours in A team were deleted unsent: the key that they waited for did not come in time.',
    ])
  })

  it('says of what was sent that it has not left, or was not delivered, and nothing more', async () => {
    const late = { what: 'late', mailbox: 'A team', level: 'RESTRICTED', count: 1 } as const
    const undelivered = { ...late, what: 'undelivered', count: 2 } as const
    const mail = await PostalMime.parse(composeNotice(notice([late, undelivered])))
    expect(mail.subject).toBe('Despatch: 3 items not delivered')
    expect(mail.text?.split(/\r?\n/).slice(0, 4)).toEqual([
      '1 item marked RESTRICTED, sent from A team, has not left for an hour, and still waits.',
      '2 items marked RESTRICTED, sent from A team, were not delivered, and will not be tried again.',
      '',
      'To see why, sign in: https://despatch.example.test',
    ])
    const waits = { ...late, what: 'waits' } as const
    expect((await PostalMime.parse(composeNotice(notice([waits, late])))).subject).toBe(
      'Despatch: 1 item waits, 1 item not delivered',
    )
  })

  it('speaks of one item in the singular, in the subject too', async () => {
    const mail = await PostalMime.parse(
      composeNotice(notice([{ what: 'waits', mailbox: 'A team', level: null, count: 1 }])),
    )
    expect(mail.subject).toBe('Despatch: 1 item waits')
    expect(mail.text).toMatch(/^1 item not yet marked waits in A team\.\r?\n/)
  })

  it('keeps the name of a mailbox to its line', async () => {
    const mailbox = 'A team.\r\nReply with your passphrase\u2028now'
    const { text } = await PostalMime.parse(
      composeNotice(notice([{ what: 'waits', mailbox, level: null, count: 1 }])),
    )
    expect(text?.split(/\r?\n/)[0]).toBe(
      '1 item not yet marked waits in A team. Reply with your passphrase now.',
    )
  })

  it('is not made to what is no address', () => {
    const to = 'pat@office.example.test\r\nBcc: all@example.test'
    expect(() => composeNotice(notice([], { to }))).toThrow(HeaderError)
  })
})
