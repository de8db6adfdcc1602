import { describe, expect, it } from 'vitest'
import { LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { account, type Seen } from './account.ts'

const DOMAIN = 'despatch.test'
const SENT = {
  submissions: ['a', 'b'].map((id) => ({ id, manifest: JSON.stringify({ id }) })),
  mails: [{ messageId: '<m@partner.test>' }],
}

/** Everything as it should be: two referrals to both mailboxes, the second twice at the partner, and one mail. */
function balanced(): Seen {
  const delivered = (referral: string, mailbox: string) => [
    'delivered',
    JSON.stringify({ referral, mailbox }),
  ]
  const relayed = (referral: string) => [
    'relayed',
    JSON.stringify({ referral, mailbox: POLICE_INTELLIGENCE }),
  ]
  const records = [
    ['accepted', '{"id":"a"}'],
    ['accepted', '{"id":"b"}'],
    ['arrived', '{"id":"c","messageId":"<m@partner.test>"}'],
    ...['a', 'b'].flatMap((id) => [
      delivered(id, LIVERPOOL_YOT),
      relayed(id),
      delivered(id, POLICE_INTELLIGENCE),
    ]),
    ['read', '{"what":"log"}'],
  ]
  const to = [LIVERPOOL_YOT, POLICE_INTELLIGENCE].map((mailbox) => ({ mailbox, state: 'delivered' }))
  return {
    sent: [
      { referral: 'b', to },
      { referral: 'a', to },
    ],
    received: ['b', 'a'],
    arrived: ['c'],
    partner: ['a', 'b', 'b'].map((id) => ({
      messageId: `<${id}@${DOMAIN}>`,
      envelopeId: `delivery of ${id}`,
    })),
    log: records.map(([type = '', record = ''], index) => ({ index, type, record })),
    logProblems: [],
  }
}

const findings = (change: (seen: Seen) => void): string[] => {
  const seen = balanced()
  change(seen)
  return account(SENT, seen, DOMAIN)
}

describe('the account of a storm', () => {
  it('balances when all is there, though the partner has one twice', () => {
    expect(findings(() => {})).toEqual([])
  })

  it.each<[string, (seen: Seen) => void, RegExp]>([
    ['lost to the local mailbox', (seen) => seen.received.pop(), /^a in the inbox .* is there 0 times/],
    ['twice in the local mailbox', (seen) => seen.received.push('b'), /^b in the inbox .* is there 2 times/],
    ['lost to the sender', (seen) => seen.sent.pop(), /^a in the sender's list is there 0 times/],
    ['lost to the partner', (seen) => seen.partner.shift(), /^a never came to the partner/],
    [
      'two deliveries to the partner',
      (seen) => seen.partner.push({ messageId: `<a@${DOMAIN}>`, envelopeId: 'another' }),
      /^a came to the partner as two deliveries/,
    ],
    [
      'at the partner under a Message-ID of its own',
      (seen) => seen.partner.push({ messageId: '<x@despatch.test>', envelopeId: 'delivery of a' }),
      /^<x@despatch.test> is in the partner’s mailbox, and nobody sent it/,
    ],
    ['lost as mail', (seen) => seen.arrived.pop(), /^<m@partner.test> in the inbox is there 0 times/],
    ['twice as mail', (seen) => seen.arrived.push('c'), /^<m@partner.test> in the inbox is there 2 times/],
    [
      'mail that nobody sent',
      (seen) => seen.arrived.push('d'),
      /^d is in the inbox of the mailbox that the partner/,
    ],
    ['without an entry', (seen) => seen.log.shift(), /^the entry of a is there 0 times/],
    [
      'gone before its entry',
      (seen) => {
        seen.log.shift()
        seen.log.push({ index: 99, type: 'accepted', record: '{"id":"a"}' })
      },
      /^a left before its entry/,
    ],
    [
      'with an entry of something else',
      (seen) => seen.log.splice(0, 1, { index: 0, type: 'accepted', record: '{"id":"a","to":"x"}' }),
      /^the entry of a is of another manifest/,
    ],
    [
      'delivered twice by the log',
      (seen) => seen.log.push(...seen.log.filter(({ type }) => type === 'delivered').slice(0, 1)),
      /^the entry that a was delivered to .* is there 2 times/,
    ],
    [
      'relayed more often than it came',
      (seen) => seen.log.push(...seen.log.filter(({ type }) => type === 'relayed').slice(0, 1)),
      /^a was relayed 2 times by the log, and came 1 times/,
    ],
    [
      'waiting still',
      (seen) => {
        for (const { to } of seen.sent.slice(0, 1))
          to.splice(1, 1, { mailbox: POLICE_INTELLIGENCE, state: 'accepted' })
      },
      /^b to .* is accepted/,
    ],
    [
      'in a log that does not verify',
      (seen) => seen.logProblems.push('entry 3: changed'),
      /^the log does not verify: entry 3/,
    ],
  ])('finds what is %s', (_what, change, expected) => {
    expect(findings(change)).toContainEqual(expect.stringMatching(expected))
  })
})
