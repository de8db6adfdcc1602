import { describe, expect, it } from 'vitest'
import { eventOf, type HistoryEvent } from '../../../src/domain/history/event.ts'

const manifest = { despatch: 'manifest/1', id: 'r', from: 'a@x.test', to: ['b@x.test'] }
const arrival = { despatch: 'arrival/1', id: 'r', mailbox: 'b@x.test' }
const about = { referral: 'r', mailbox: 'b@x.test' }

describe('an entry of a log', () => {
  it.each<[says: string, type: string, record: object, event: HistoryEvent | null]>([
    [
      'that accepts a referral',
      'accepted',
      { ...manifest, handling: { destroyAfter: '2010-09-01' }, created: '2010-03-01T09:30:00.000Z' },
      {
        does: 'accept',
        referral: 'r',
        from: 'a@x.test',
        to: ['b@x.test'],
        held: false,
        keptUntil: '2010-09-01',
        created: '2010-03-01T09:30:00.000Z',
      },
    ],
    [
      'that accepts one of no days',
      'accepted',
      { ...manifest, handling: { destroyAfter: 7 }, created: 7 },
      {
        does: 'accept',
        referral: 'r',
        from: 'a@x.test',
        to: ['b@x.test'],
        held: false,
        keptUntil: null,
        created: null,
      },
    ],
    ['that tells of a reading of the log', 'read', { despatch: 'read/1' }, null],
    [
      'that tells of a reading of a referral',
      'read',
      { despatch: 'read/1', ...about },
      { does: 'read', ...about },
    ],
    ['that files mail', 'filed', { despatch: 'filed/1', referral: 'r' }, { does: 'file', referral: 'r' }],
    ['of a report', 'receipt', { despatch: 'notification/1', ...about }, { does: 'report', ...about }],
    [
      'of a receipt',
      'receipt',
      { despatch: 'receipt/1', ...about, event: 'opened' },
      { does: 'answer', ...about, event: 'opened' },
    ],
    ['of something else', 'certificate', {}, null],
  ])('%s is read', (_says, type, record, event) => {
    expect(eventOf(type, JSON.stringify(record))).toEqual(event)
  })

  it('of mail that arrived says whether it is held', () => {
    const kept = {
      does: 'accept',
      referral: 'r',
      from: null,
      to: ['b@x.test'],
      keptUntil: null,
      created: null,
    }
    expect(eventOf('arrived', JSON.stringify(arrival))).toEqual({ ...kept, held: false })
    expect(eventOf('arrived', JSON.stringify({ ...arrival, held: 'unsealed' }))).toEqual({
      ...kept,
      held: true,
    })
  })

  it.each<[says: string, type: string, record: unknown]>([
    ['without an id', 'accepted', { ...manifest, id: 7 }],
    ['of another type', 'accepted', { ...manifest, despatch: 'arrival/1' }],
    ['without a sender', 'accepted', { ...manifest, from: 7 }],
    ['without recipients', 'accepted', { ...manifest, to: [] }],
    ['with a recipient that is none', 'accepted', { ...manifest, to: ['b@x.test', 7] }],
    ['with recipients in no list', 'accepted', { ...manifest, to: 'b@x.test' }],
    ['of an arrival of another type', 'arrived', { ...arrival, despatch: 'manifest/1' }],
    ['of an arrival without a mailbox', 'arrived', { ...arrival, mailbox: 7 }],
    ['of a reading of another type and no referral', 'read', { despatch: 'read/2' }],
    ['of a receipt of no referral', 'receipt', { despatch: 'read/1' }],
    ['of filing of another type', 'filed', { despatch: 'filed/2', referral: 'r' }],
    [
      'of a receipt without a mailbox',
      'receipt',
      { despatch: 'receipt/1', referral: 'r', mailbox: 7, event: 'opened' },
    ],
    ['of a receipt of another type', 'receipt', { despatch: 'receipt/2', ...about, event: 'opened' }],
    ['of a receipt that says nothing', 'receipt', { despatch: 'receipt/1', ...about, event: 7 }],
    ['of a reading of another type', 'read', { despatch: 'read/2', ...about }],
    ['that is a number', 'accepted', 7],
    ['that is nothing', 'accepted', null],
  ])('%s is unreadable', (_says, type, record) => {
    expect(eventOf(type, JSON.stringify(record))).toBe('unreadable')
  })

  it('that is not JSON is unreadable', () => {
    expect(eventOf('accepted', '{')).toBe('unreadable')
  })
})
