import { describe, expect, it } from 'vitest'
import { readReferral } from '../../src/mail/read.ts'
import { composeReply, threading } from '../../src/mail/reply.ts'

describe('an answer from an ordinary mail client', () => {
  const reply = {
    from: 'yot@sefton.gcsx.gov.test',
    to: ['asb.team@liverpool.gcsx.gov.test'],
    subject: 'Re: RESTRICTED REQ-7K3F9-QX2M4-P',
    date: new Date('2010-03-05T10:00:00Z'),
    messageId: '<1@sefton.gcsx.gov.test>',
    inReplyTo: '<2@despatch.test>',
    references: ['<0@despatch.test>', '<2@despatch.test>'],
    text: 'RESTRICTED\n\nNot known to us.\n\nRESTRICTED\n',
  }

  it('is read with its protected headers and no referral part', async () => {
    const read = await readReferral(composeReply(reply))
    expect(read.referral).toBeNull()
    expect(read.text).toBe(reply.text)
    expect(read.headers).toMatchObject({
      subject: reply.subject,
      from: reply.from,
      inReplyTo: ['<2@despatch.test>'],
      references: ['<0@despatch.test>', '<2@despatch.test>'],
      protection: 'hp',
    })
  })

  it('names what it answers outside the seal too', () => {
    expect(threading(reply)).toEqual([
      { name: 'In-Reply-To', value: '<2@despatch.test>' },
      { name: 'References', value: '<0@despatch.test> <2@despatch.test>' },
    ])
    expect(threading({ inReplyTo: null, references: [] })).toEqual([])
  })
})
