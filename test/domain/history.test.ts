import { describe, expect, it } from 'vitest'
import { openLine, violationLine } from '../../src/domain/history/verdict.ts'
import { createHistory, type KeptHistory } from '../../src/domain/history.ts'
import {
  accepted,
  delivered,
  idOf,
  type LifeRecord,
  LOCAL,
  lifeOf,
  livesOf,
  PARTNER,
  receipt,
  SENDER,
  step,
  TIME,
} from '../log/lives.ts'

const REFERRAL = idOf(1, 0)
const OTHER = 'housing@liverpool.gcsx.gov.test'

/** An entry as somebody reads it to whom it is not opened. */
const closed = ({ type }: LifeRecord) => ({ type, record: null })

function read(records: readonly { type: string; record: string | null }[], kept?: KeptHistory) {
  const history = createHistory(kept)
  const first = BigInt(kept?.next ?? 0)
  for (const [at, { type, record }] of records.entries())
    history.add({ index: first + BigInt(at), type, record })
  return history
}

const verdictOf = (records: readonly { type: string; record: string | null }[]) => read(records).verdict()
const lines = (records: readonly { type: string; record: string | null }[]) =>
  verdictOf(records).violations.map(violationLine)

const readBy = (mailbox: string): LifeRecord => ({
  type: 'read',
  record: JSON.stringify({ despatch: 'read/1', referral: REFERRAL, mailbox, by: 'x', time: TIME }),
})
const arrived = (more: object = {}): LifeRecord => ({
  type: 'arrived',
  record: JSON.stringify({ despatch: 'arrival/1', id: REFERRAL, mailbox: LOCAL, ...more }),
})
const filed: LifeRecord = {
  type: 'filed',
  record: JSON.stringify({ despatch: 'filed/1', referral: REFERRAL }),
}
const notification: LifeRecord = {
  type: 'receipt',
  record: JSON.stringify({ despatch: 'notification/1', referral: REFERRAL, mailbox: PARTNER }),
}

describe('a history as it should be', () => {
  it('has no violations, however many referrals go on beside each other', () => {
    const verdict = verdictOf(livesOf(6_000))
    expect(verdict).toMatchObject({ entries: 6_000n, referrals: 1_001, violationCount: 0 })
    expect(verdict.open.length).toBe(verdict.openCount)
    expect(verdict.openCount).toBeLessThan(3)
  })

  it.each<[string, LifeRecord[]]>([
    [
      'a report that overtakes the note of relaying',
      [accepted(0), step('delivered', 0, PARTNER), step('relayed', 0, PARTNER), notification],
    ],
    [
      'a withdrawal of what was delivered and not collected',
      [accepted(0), delivered(0, LOCAL), step('withdrawn', 0, LOCAL)],
    ],
    ['the sender’s reading of their own copy', [accepted(0), readBy(SENDER)]],
    [
      'a second reader after the first has answered',
      [...lifeOf(0), receipt(0, LOCAL, 'acknowledged'), receipt(0, LOCAL, 'collected')],
    ],
    [
      'mail from a partner, filed and read',
      [arrived(), delivered(0, LOCAL), receipt(0, LOCAL, 'opened'), filed],
    ],
    [
      'mail that was held, released and delivered',
      [arrived({ held: { reason: 'x' } }), step('released', 0, LOCAL), delivered(0, LOCAL)],
    ],
    [
      'a reading of the register and an entry about keys',
      [
        { type: 'read', record: '{"despatch":"read/1","what":"register"}' },
        { type: 'grant', record: '{"despatch":"granted/1"}' },
      ],
    ],
  ])('takes %s', (_what, records) => {
    expect(lines(records)).toEqual([])
  })

  it('lists what is still on its way, and how far it has come', () => {
    const { open, openCount } = verdictOf([...lifeOf(0), accepted(1), step('relayed', 1, PARTNER)])
    expect(openCount).toBe(1)
    expect(open.map(openLine)).toEqual([
      `referral ${idOf(1, 1)}, accepted by entry 6: accepted for ${LOCAL}, relayed for ${PARTNER}`,
    ])
  })

  it('says that destruction comes with retention', () => {
    expect(verdictOf(lifeOf(0)).unjudged).toEqual([
      { invariant: 'destruction', times: 0, why: expect.stringContaining('comes with retention') },
    ])
  })
})

describe('a violation names the entry and the referral', () => {
  it.each<[string, LifeRecord[], string]>([
    [
      'relayed before its entry',
      [step('relayed', 0, PARTNER), ...lifeOf(0)],
      'entry 0, referral X: it is said to be relayed for P, and no entry before this one accepts it',
    ],
    [
      'delivered without acceptance',
      [delivered(0, LOCAL)],
      'entry 0, referral X: it is said to be delivered for L, and no entry before this one accepts it',
    ],
    [
      'read before its entry',
      [readBy(SENDER)],
      'entry 0, referral X: it was read at S, and no entry before this one accepts it',
    ],
    [
      'failed without acceptance',
      [step('failed', 0, PARTNER)],
      'entry 0, referral X: it is said to be failed for P, and no entry before this one accepts it',
    ],
    [
      'opened before its entry',
      [receipt(0, LOCAL, 'opened')],
      'entry 0, referral X: L says that it was opened, and no entry before this one accepts it',
    ],
    [
      'filed without having come',
      [filed],
      'entry 0, referral X: it was filed, and no entry before this one accepts it',
    ],
    [
      'accepted twice',
      [accepted(0), accepted(0)],
      'entry 1, referral X: it is accepted again, and was accepted before by entry 0',
    ],
    [
      'delivered to somebody else',
      [accepted(0), delivered(0, OTHER)],
      'entry 1, referral X: it is said to be delivered for O, and that mailbox is no recipient of it',
    ],
    [
      'opened by somebody else',
      [accepted(0), receipt(0, OTHER, 'opened')],
      'entry 1, referral X: O says that it was opened, and that mailbox is no recipient of it',
    ],
    [
      'read by somebody else',
      [accepted(0), readBy(OTHER)],
      'entry 1, referral X: it was read at O, and that mailbox is neither its sender nor a recipient',
    ],
    [
      'opened before it was delivered',
      [accepted(0), receipt(0, LOCAL, 'opened')],
      'entry 1, referral X: L says that it was opened, and it was not delivered there: it was accepted',
    ],
    [
      'opened though it had failed',
      [accepted(0, { to: [LOCAL] }), step('failed', 0, LOCAL), receipt(0, LOCAL, 'opened')],
      'entry 2, referral X: L says that it was opened, and it was not delivered there: it was failed',
    ],
    [
      'failed after it was delivered',
      [accepted(0, { to: [LOCAL] }), delivered(0, LOCAL), step('failed', 0, LOCAL)],
      'entry 2, referral X: it is said to be failed for L, where it was delivered',
    ],
    [
      'delivered though it was held',
      [arrived({ held: {} }), delivered(0, LOCAL)],
      'entry 1, referral X: it is said to be delivered for L, where it was quarantined',
    ],
    [
      'delivered twice',
      [...lifeOf(0), delivered(0, LOCAL)],
      'entry 6, referral X: it is said to be delivered for L, where it was delivered',
    ],
    [
      'filed though it was sent from here',
      [...lifeOf(0), filed],
      'entry 6, referral X: it is filed like mail of a partner, and was sent from here',
    ],
  ])('%s', (_what, records, told) => {
    const names = { X: REFERRAL, P: PARTNER, L: LOCAL, S: SENDER, O: OTHER }
    const whole = told.replace(/\b[XPLSO]\b/g, (letter) => names[letter as keyof typeof names])
    expect(lines(records)).toEqual([whole])
  })

  it.each([
    ['no JSON', { type: 'accepted', record: '{' }],
    ['of another type', { type: 'delivered', record: step('failed', 0, PARTNER).record }],
    ['without a referral', { type: 'relayed', record: '{"despatch":"relayed/1"}' }],
    ['a list', { type: 'receipt', record: '[]' }],
    ['of nobody', { type: 'accepted', record: '{"despatch":"manifest/1","id":"a","from":"b","to":[]}' }],
  ])('and names the entry of a record that is %s', (_what, entry) => {
    expect(lines([entry])).toEqual([`entry 0: its record is none of the type ${entry.type}`])
  })

  it('a hundred times, and counts the others', () => {
    const { violations, violationCount } = verdictOf(Array.from({ length: 250 }, () => delivered(0, LOCAL)))
    expect([violations.length, violationCount]).toEqual([100, 250])
  })
})

describe('what is erased or withheld is unknown, and no violation', () => {
  it('is said of what an entry may have accepted', () => {
    const { violations, unjudged } = verdictOf([closed(accepted(0)), ...lifeOf(0).slice(1)])
    expect(violations).toEqual([])
    expect(unjudged).toContainEqual({
      invariant: 'accepted-first',
      times: 5,
      why: 'an entry that is erased or withheld may be the one that accepts it',
    })
  })

  it('is said of a step that may have been taken', () => {
    const [first, ...others] = lifeOf(0, [LOCAL])
    const [step, ...answers] = others
    if (!first || !step) throw new Error('a life has steps')
    const { violations, unjudged, openCount } = verdictOf([first, closed(step), ...answers])
    expect(violations).toEqual([])
    expect(openCount).toBe(1)
    expect(unjudged).toContainEqual(expect.objectContaining({ invariant: 'delivered-first', times: 2 }))
    expect(unjudged).toContainEqual(expect.objectContaining({ invariant: 'ending', times: 1 }))
  })

  it('excuses nothing that came before it, and no opening by a stranger', () => {
    const { violationCount } = verdictOf([
      delivered(0, LOCAL),
      closed(accepted(1)),
      closed(delivered(1, LOCAL)),
    ])
    expect(violationCount).toBe(1)
    expect(lines([accepted(0), closed(delivered(0, LOCAL)), receipt(0, OTHER, 'opened')])).toHaveLength(1)
  })
})

describe('a history read in parts', () => {
  it('is judged as the whole is, wherever it was interrupted, also when it was kept as JSON', () => {
    const records = [
      ...livesOf(60),
      delivered(400, LOCAL),
      closed(accepted(500)),
      delivered(501, LOCAL),
      receipt(2, OTHER, 'opened'),
      accepted(3),
    ]
    const whole = read(records)
    for (let at = 0; at <= records.length; at += 1) {
      const kept: KeptHistory = JSON.parse(JSON.stringify(read(records.slice(0, at)).keep()))
      const rest = read(records.slice(at), kept)
      expect({ ...rest.verdict(), open: [] }).toEqual({ ...whole.verdict(), open: [] })
      expect(new Set(rest.verdict().open.map(openLine))).toEqual(new Set(whole.verdict().open.map(openLine)))
    }
  })

  it('holds of what has ended no more than its id', () => {
    const { standings, open, ended } = read(livesOf(12_000)).keep()
    expect(open.length).toBeLessThan(3)
    expect(standings.length).toBeLessThan(10)
    expect(ended.flat().length + open.length).toBe(2_001)
  })
})
