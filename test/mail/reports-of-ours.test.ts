import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readBounce } from '../../src/mail/bounce/read.ts'
import { composeDeliveryStatus, DSN_ACTIONS } from '../../src/mail/dsn.ts'
import { composeDisposition } from '../../src/mail/mdn.ts'
import { clearMail } from '../faults/partner-mail.ts'

const headers = {
  from: 'mailer-daemon@despatch.test',
  to: 'pat@partner.test',
  date: new Date('2010-03-04T09:31:00Z'),
  messageId: '<report@despatch.test>',
  subject: 'Delivery report',
  about: '<sent@partner.test>',
}

const STATUS = { delivered: '2.1.5', relayed: '2.1.9', expanded: '2.1.5', delayed: '4.4.1', failed: '5.1.1' }

const deliveryReport = composeDeliveryStatus({
  headers,
  text: 'What became of your message — for each recipient.',
  reportingMta: 'mx.despatch.test',
  envelopeId: 'QQ314159',
  recipients: DSN_ACTIONS.map((action, at) => ({
    finalRecipient: `r${at}@despatch.test`,
    originalRecipient: `o${at}@partner.test`,
    action,
    status: STATUS[action],
    diagnostic: action === 'failed' ? '550 5.1.1 There is no such mailbox here' : null,
    remoteMta: 'mx.partner.test',
    at: new Date('2010-03-04T09:30:00Z'),
  })),
  original: clearMail(
    { From: 'pat@partner.test', 'Message-ID': '<sent@partner.test>', Subject: '[...]' },
    'secret',
  ),
})

const notification = composeDisposition({
  headers: { ...headers, subject: 'Read' },
  text: 'The message was displayed.',
  reportingAgent: 'despatch.test; Despatch',
  finalRecipient: 'officer@despatch.test',
  originalMessageId: '<sent@partner.test>',
})

/** What another program finds in a mail: its type, every defect, and the field groups of its second part. */
const PYTHON = `
import sys, json, email, email.policy
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = list(mail.walk())
second = mail.get_payload()[1]
groups = second.get_payload() if second.is_multipart() else [email.message_from_string(second.get_payload())]
print(json.dumps({
  'type': mail.get_content_type(), 'reportType': mail.get_param('report-type'), 'auto': mail['Auto-Submitted'],
  'defects': [str(d) for p in parts for d in p.defects] + [str(d) for p in parts for h in p.values() for d in getattr(h, 'defects', [])],
  'parts': [p.get_content_type() for p in mail.get_payload()],
  'groups': [{name.lower(): str(value) for name, value in group.items()} for group in groups],
}))`

const asPythonReads = (message: Uint8Array) => {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON], { input: message, encoding: 'utf8' })
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

const python = spawnSync('python3', ['--version']).status === 0

describe('a delivery report of ours', () => {
  it('is one by RFC 3464 to another program too', (context) => {
    if (!python) return context.skip('python3 is not here to read it')
    const read = asPythonReads(deliveryReport)
    expect(read).toMatchObject({
      type: 'multipart/report',
      reportType: 'delivery-status',
      auto: 'auto-replied',
      defects: [],
      parts: ['text/plain', 'message/delivery-status', 'text/rfc822-headers'],
    })
    const [whole, ...recipients] = read.groups
    expect(whole).toEqual({ 'reporting-mta': 'dns; mx.despatch.test', 'original-envelope-id': 'QQ314159' })
    expect(recipients).toHaveLength(DSN_ACTIONS.length)
    for (const fields of recipients) {
      expect(fields['final-recipient']).toMatch(/^rfc822; \S+@\S+$/)
      expect(DSN_ACTIONS).toContain(fields.action)
      expect(fields.status).toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/)
    }
  })

  it('is read by our own reader as what it says, and quotes nothing but the header', () => {
    const { kind, envelopeId, originalMessageId, recipients } = readBounce(deliveryReport)
    expect({ kind, envelopeId, originalMessageId }).toEqual({
      kind: 'delivery',
      envelopeId: 'QQ314159',
      originalMessageId: '<sent@partner.test>',
    })
    expect(recipients.map(({ action, status }) => [action, status])).toEqual(
      DSN_ACTIONS.map((action) => [action, STATUS[action]]),
    )
    expect(new TextDecoder().decode(deliveryReport)).not.toContain('secret')
  })
})

describe('a disposition notification of ours', () => {
  it('is one by RFC 8098 to another program too', (context) => {
    if (!python) return context.skip('python3 is not here to read it')
    expect(asPythonReads(notification)).toMatchObject({
      type: 'multipart/report',
      reportType: 'disposition-notification',
      auto: 'auto-replied',
      defects: [],
      parts: ['text/plain', 'message/disposition-notification'],
      groups: [
        {
          'final-recipient': 'rfc822; officer@despatch.test',
          'original-message-id': '<sent@partner.test>',
          disposition: 'manual-action/MDN-sent-manually; displayed',
        },
      ],
    })
  })

  it('is read by our own reader as what it says', () => {
    expect(readBounce(notification)).toMatchObject({
      kind: 'disposition',
      recipients: [],
      originalMessageId: '<sent@partner.test>',
      disposition: { disposition: 'displayed', mode: 'manual-action/mdn-sent-manually', modifiers: [] },
    })
  })
})
