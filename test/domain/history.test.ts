import { describe, expect, it } from 'vitest'
import { totalsLine } from '../../src/domain/history/destructions.ts'
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
  withdrawn,
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

/** As a hostile service could write it: addresses are not looked at. */
const acceptedFor = (n: number, from: string, to: readonly string[]): LifeRecord => ({
  type: 'accepted',
  record: JSON.stringify({ despatch: 'manifest/1', id: idOf(1, n), from, to }),
})

it.each<[string[], string[]]>([
  [['x', 'y'], ['x=accepted y']],
  [['x'], ['', 'x']],
])('takes a referral to %j for no other than one to %j, whichever came first', (one, other) => {
  for (const [first, second] of [
    [one, other],
    [other, one],
  ]) {
    const records = [acceptedFor(0, 'a', first ?? []), acceptedFor(1, 'a', second ?? [])]
    expect(verdictOf(records).open.map(({ to }) => to.map(({ mailbox }) => mailbox))).toEqual([first, second])
  }
})

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
      [accepted(0), delivered(0, LOCAL), withdrawn(0, LOCAL)],
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
})

const destroyed = (entries: readonly number[], more: object = {}): LifeRecord => ({
  type: 'destroyed',
  record: JSON.stringify({
    despatch: 'destroyed/1',
    entries: entries.map(String),
    reason: 'retention-over',
    decided: { by: 'schedule' },
    time: TIME,
    ...more,
  }),
})

const PERSON = 'AAAAAAAAAAAAAAAAAAAAAA'

/** What makes a destruction one that a person decided: of these entries, for a court's reason. */
const ordered = (entries: readonly number[], more: object = {}) => ({
  reason: 'court-order',
  decided: {
    by: 'person',
    person: PERSON,
    statement: JSON.stringify({
      despatch: 'destruction-decided/1',
      log: 'despatch.example.test/log',
      entries: entries.map(String),
      reason: 'court-order',
      person: PERSON,
      time: TIME,
      ...more,
    }),
    signature: 'x',
  },
})

describe('what is destroyed', () => {
  const life = lifeOf(0)
  const gone = [closed(accepted(0)), ...life.slice(1, -1), closed(accepted(0))]

  it('is told with the entry that says so, and why', () => {
    const { destruction, violationCount, unjudged } = read([
      ...gone,
      destroyed([0, gone.length - 1]),
    ]).verdict(true)
    expect(destruction).toMatchObject({ destroyed: 2, missing: 0, missingFirst: [], count: 1 })
    expect(destruction.told).toEqual([
      {
        entry: String(gone.length),
        entries: ['0', String(gone.length - 1)],
        reason: 'retention-over',
        decided: { by: 'schedule' },
        time: TIME,
      },
    ])
    expect(violationCount).toBe(0)
    expect(unjudged.map(({ invariant }) => invariant)).not.toContain('destruction')
  })

  it('is a violation when it is missing without a destruction, for whoever may open everything', () => {
    const history = read([...gone, destroyed([0])])
    const { violations, violationCount, destruction } = history.verdict(true)
    expect(violations.map(violationLine)).toEqual([
      `entry ${gone.length - 1}: its record is missing without a destruction`,
    ])
    expect([violationCount, destruction.destroyed, destruction.missing]).toEqual([1, 1, 1])
  })

  it('is not judged for others, to whom it may be withheld', () => {
    const { violations, unjudged } = read(gone).verdict()
    expect(violations).toEqual([])
    expect(unjudged).toContainEqual({
      invariant: 'destruction',
      times: 2,
      why: 'what is not given to you may be withheld, or gone',
    })
  })

  it.each<[string, { type: string; record: string | null }[], string]>([
    [
      'is there all the same',
      [...life, destroyed([1])],
      `entry ${life.length}: it says that what stood behind entry 1 is destroyed, and it is there`,
    ],
    [
      'does not come before it',
      [destroyed([0])],
      'entry 0: it says that entry 0 is destroyed, which does not come before it',
    ],
    [
      'a court ordered by the schedule of retention',
      [closed(accepted(0)), destroyed([0], { reason: 'court-order' })],
      'entry 1: it says that the schedule of retention decided it, which decides nothing for the reason court-order',
    ],
    [
      'something else than a person decided, by its entries',
      [closed(accepted(0)), closed(accepted(1)), destroyed([0, 1], ordered([0, 2]))],
      'entry 2: it destroys something else than the person decided who is named',
    ],
    [
      'something else than a person decided, by its reason',
      [closed(accepted(0)), destroyed([0], ordered([0], { reason: 'subject-request' }))],
      'entry 1: it destroys something else than the person decided who is named',
    ],
    [
      'decided by a text that is no decision',
      [closed(accepted(0)), destroyed([0], ordered([0], { log: '' }))],
      'entry 1: what is said to have been decided by a person is no decision',
    ],
    [
      'decided two days before by a person',
      [
        closed(accepted(0)),
        destroyed([0], { ...ordered([0], { time: TIME }), time: '2010-03-03T09:30:00.000Z' }),
      ],
      `entry 1: it says that it was made at 2010-03-03T09:30:00.000Z, and what was decided is of ${TIME}: a decision is carried out within a day`,
    ],
    [
      'named twice by it',
      [closed(accepted(0)), destroyed([0, 0])],
      'entry 1: it names entries twice, or not in their order',
    ],
    [
      'not in its order',
      [closed(accepted(0)), closed(accepted(1)), destroyed([1, 0])],
      'entry 2: it names entries twice, or not in their order',
    ],
    [
      'no reason is given for',
      [destroyed([0], { reason: 'x' })],
      'entry 0: its record is none of the type destroyed',
    ],
  ])('is a violation when it %s', (_what, records, line) => {
    expect(lines(records)).toEqual([line])
  })

  it('may be named twice, and after it was verified', () => {
    expect(lines([...life, closed(accepted(1)), destroyed([life.length]), destroyed([life.length])])).toEqual(
      [],
    )
    const before = read(life).keep()
    const { violationCount, destruction } = read(
      [destroyed([0, 1], { time: '2017-03-02T00:00:00.000Z' })],
      before,
    ).verdict(true)
    expect([violationCount, destruction.count, destruction.destroyed]).toEqual([0, 1, 0])
  })

  it('while the log is being read is no violation, where that is gone on with', () => {
    const history = read([...life.slice(0, 1), closed(life[1] ?? accepted(0)), ...life.slice(2)])
    history.goOn()
    history.add({ index: BigInt(life.length), ...destroyed([0, 1], { time: '2017-03-02T00:00:00.000Z' }) })
    const { violations, destruction } = history.verdict(true)
    expect([violations, destruction.destroyed, destruction.missing]).toEqual([[], 1, 0])
  })

  it('is remembered as missing until a later run reads the destruction', () => {
    const first = read(gone)
    expect(first.verdict(true).violationCount).toBe(2)
    const kept: KeptHistory = JSON.parse(JSON.stringify(first.keep()))
    const { violationCount, destruction } = read([destroyed([0, gone.length - 1])], kept).verdict(true)
    expect([violationCount, destruction.destroyed, destruction.missing]).toEqual([0, 2, 0])
  })

  it('before the day until which it was to be kept is a violation, where that was opened before', () => {
    const kept: KeptHistory = JSON.parse(JSON.stringify(read([...life, ...lifeOf(1)]).keep()))
    const by = life.length * 2
    const over = (time: string, more: object = {}) =>
      read([destroyed([0, 1, life.length], { time, ...more })], kept)
        .verdict(true)
        .violations.map(violationLine)
    const early = `entry ${by}: it says that retention was over on 2017-03-01, and what stood behind entries 0, ${life.length} was to be kept until 2017-03-01`
    expect(over('2017-03-01T09:00:00.000Z')).toEqual([early])
    expect(over('2017-03-02T00:00:00.000Z')).toEqual([])
    const time = '2012-01-01T00:00:00.000Z'
    expect(over(time, ordered([0, 1, life.length], { time }))).toEqual([])
    // What was destroyed once is not to be kept any more.
    const again = read([destroyed([0], { time: '2017-03-02T00:00:00.000Z' }), destroyed([0])], kept)
    expect(again.verdict(true).violationCount).toBe(0)
  })

  it('on a day that is yet to come is a violation', () => {
    const history = createHistory(undefined, { now: new Date('2010-03-01T00:00:00.000Z') })
    history.add({ index: 0n, type: 'accepted', record: null })
    history.add({ index: 1n, ...destroyed([0]) })
    expect(history.verdict(true).violationCount).toBe(0)
    history.add({ index: 2n, ...destroyed([0], { time: '2010-03-03T00:00:00.000Z' }) })
    expect(history.verdict(true).violations.map(violationLine)).toEqual([
      'entry 2: it says that it was made at 2010-03-03T00:00:00.000Z, which is yet to come',
    ])
    // The reader's clock may be behind: whether it is still to come, the next reading says.
    const kept: KeptHistory = JSON.parse(JSON.stringify(history.keep()))
    for (const [now, count] of [
      ['2010-03-01T00:00:00.000Z', 1],
      ['2010-03-02T00:00:00.000Z', 0],
    ] as const) {
      const { violationCount, destruction } = createHistory(kept, { now: new Date(now) }).verdict(true)
      expect([violationCount, destruction.wrongCount, destruction.wrong.length]).toEqual([
        count,
        count,
        count,
      ])
    }
  })

  it('of which a sender contradicts the day is a violation once, also where it is yet to come', () => {
    const history = createHistory(undefined, { now: new Date('2010-03-01T00:00:00.000Z') })
    const records = [destroyed([0], { time: '2010-03-03T00:00:00.000Z' }), accepted(1, { created: TIME })]
    for (const [at, entry] of [closed(accepted(0)), ...records].entries())
      history.add({ index: BigInt(at), ...entry })
    const { violations, destruction } = history.verdict(true)
    expect(violations.map(violationLine)).toEqual([
      expect.stringMatching(
        /^entry 1: it says that it was made at 2010-03-03\S+, and entry 2, which comes after/,
      ),
    ])
    expect(destruction.wrong.map(({ entry }) => entry)).toEqual(['1'])
  })

  it('long before what stands before it in the log is a violation', () => {
    const on = (created: string, n: number) => accepted(n, { created })
    const records = [
      closed(accepted(0)),
      on('2012-01-03T00:00:00.000Z', 1),
      on('2012-01-02T00:00:00.000Z', 2),
      // No day that a reader of 2012 can believe, and none at all.
      on('2031-01-01T00:00:00.000Z', 3),
      { type: 'accepted', record: on(TIME, 4).record.replaceAll(TIME, '2012-01-03X') },
      destroyed([0], { time: '2012-01-02T00:30:00.000Z' }),
      destroyed([0], { time: '2012-01-01T00:00:00.000Z' }),
    ]
    for (const from of [0, 4]) {
      const now = new Date('2012-01-04T00:00:00.000Z')
      const before = createHistory(undefined, { now })
      for (const [at, entry] of records.slice(0, from).entries()) before.add({ index: BigInt(at), ...entry })
      const after = createHistory(JSON.parse(JSON.stringify(before.keep())), { now })
      for (const [at, entry] of records.slice(from).entries())
        after.add({ index: BigInt(from + at), ...entry })
      expect(after.verdict(true).violations.map(violationLine)).toEqual([
        "entry 6: it says that it was made at 2012-01-01T00:00:00.000Z, and entry 1, which comes before it, was made at 2012-01-03T00:00:00.000Z by its sender's word",
      ])
    }
  })

  it('as was decided under a former name of the log is a violation beyond the end of that name', () => {
    const named = (name: string, entries: readonly number[]) =>
      destroyed(entries, ordered(entries, { log: `despatch.example.test/${name}` }))
    const continued = (name: string): LifeRecord => ({
      type: 'continued',
      record: JSON.stringify({ despatch: 'continued/1', log: `despatch.example.test/${name}` }),
    })
    const gone = closed(accepted(0))
    const says = (at: number) =>
      `entry ${at}: it destroys what the log has entered under another name than the one under which it was decided`
    const found = (records: readonly { type: string; record: string | null }[]) => {
      const kept = records.map((_, at) => JSON.parse(JSON.stringify(read(records.slice(0, at)).keep())))
      for (const [at, before] of kept.entries())
        expect(read(records.slice(at), before).verdict().violations).toEqual(
          read(records).verdict().violations,
        )
      return lines(records)
    }
    expect(found([gone, named('log', [0]), named('log/2', [0])])).toEqual([says(2)])
    const begun = [gone, continued('log/2'), gone]
    // What was decided before it began anew, and entered since, is of entries that both names have.
    expect(found([...begun, named('log', [0]), named('log/2', [0, 2])])).toEqual([])
    expect(found([...begun, named('log', [0, 2])])).toEqual([says(3)])
    expect(found([...begun, named('log/3', [0])])).toEqual([says(3)])
    // One name may be lost with its database; which name it is that a reader is not given, they cannot know.
    expect(found([gone, continued('log/3'), gone, named('log/2', [0]), named('log/2', [2])])).toEqual([
      says(4),
    ])
    const hidden = [gone, closed(continued('log/3')), gone]
    expect(found([...hidden, named('log/3', [2]), named('log', [2])])).toEqual([says(4)])
    expect(found([continued('log')])).toEqual(['entry 0: its record is none of the type continued'])
  })

  it('at a time that entries after it contradict is a violation, once', () => {
    const at = (time: string) => destroyed([0], { time })
    const on = (created: string, n: number) => accepted(n, { created })
    const records = [
      closed(accepted(0)),
      at('2012-01-01T00:00:00.000Z'),
      on('2011-12-31T12:00:00.000Z', 1),
      at('2019-01-01T00:00:00.000Z'),
      on('2012-01-02T00:00:00.000Z', 2),
      on('2012-01-03T00:00:00.000Z', 3),
    ]
    for (const from of [0, 4]) {
      const kept: KeptHistory = JSON.parse(JSON.stringify(read(records.slice(0, from)).keep()))
      const { violations, destruction } = read(records.slice(from), kept).verdict()
      expect(violations.map(violationLine)).toEqual([
        "entry 3: it says that it was made at 2019-01-01T00:00:00.000Z, and entry 4, which comes after it, was made at 2012-01-02T00:00:00.000Z by its sender's word",
      ])
      expect(destruction.wrong.map(({ entry }) => entry)).toEqual(['3'])
    }
  })

  it('is told of the newest hundred and of what is wrong among all, with the totals of each reason', () => {
    const first = closed(accepted(0))
    const fine = Array.from({ length: 150 }, () => destroyed([0]))
    const wrong = [destroyed([1, 5000], ordered([1, 5000])), destroyed([9000, 9001])]
    const records = [first, accepted(1), ...fine.slice(0, 20), ...wrong, ...fine.slice(20)]
    for (const at of [records.length, 30]) {
      const kept: KeptHistory = JSON.parse(JSON.stringify(read(records.slice(0, at)).keep()))
      const { destruction, violations } = read(records.slice(at), kept).verdict()
      expect(destruction.told.map(({ entry }) => Number(entry))).toEqual(
        Array.from({ length: 100 }, (_, n) => records.length - 100 + n),
      )
      expect(destruction.wrong.map(({ entry }) => entry)).toEqual(['22', '23'])
      expect([destruction.count, destruction.wrongCount]).toEqual([152, 2])
      expect(destruction.wrong[0]?.decided).toEqual({ by: 'person', person: PERSON })
      expect(totalsLine(destruction.totals)).toBe(
        '151 retention-over (152 entries), 1 court-order (2 entries)',
      )
      expect(violations.map(violationLine)).toEqual([
        'entry 22: it says that entry 5000 is destroyed, which does not come before it',
        'entry 22: it says that what stood behind entry 1 is destroyed, and it is there',
        'entry 23: it says that entries 9000, 9001 are destroyed, which do not come before it',
      ])
    }
  })

  it('is told though a hundred violations of another kind stand before it', () => {
    const others = Array.from({ length: 150 }, () => delivered(0, LOCAL))
    const { violations, violationCount } = verdictOf([...others, destroyed([999])])
    expect(violationCount).toBe(151)
    expect(violations.at(-1)?.invariant).toBe('destruction')
  })

  it('is counted of a hundred thousand entries, and told of the first hundred', () => {
    const one = closed(accepted(0))
    const all = Array.from({ length: 100_000 }, () => one)
    const kept = read(all).keep()
    expect(kept.destructions.missing).toHaveLength(25_000)
    const { destruction, violations, violationCount } = createHistory(kept).verdict(true)
    expect([destruction.missing, destruction.missingFirst.length, violations.length, violationCount]).toEqual(
      [100_000, 100, 100, 100_000],
    )
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
      'entry 6, referral X: it is said to be delivered for L, where it was collected',
    ],
    [
      'withdrawn after it was collected',
      [...lifeOf(0), withdrawn(0, LOCAL)],
      'entry 6, referral X: it is said to be withdrawn for L, where it was collected',
    ],
    [
      'withdrawn after it had left',
      [accepted(0), step('relayed', 0, PARTNER), withdrawn(0, PARTNER)],
      'entry 2, referral X: it is said to be withdrawn for P, where it was relayed',
    ],
    [
      'withdrawn after a partner’s server had received it, whatever was noted of the relaying',
      [accepted(0), step('delivered', 0, PARTNER), withdrawn(0, PARTNER)],
      'entry 2, referral X: it is said to be withdrawn for P, where it was received',
    ],
    [
      'collected after it was withdrawn',
      [accepted(0), delivered(0, LOCAL), withdrawn(0, LOCAL), receipt(0, LOCAL, 'collected')],
      'entry 3, referral X: L says that it was collected, and it was not delivered there: it was withdrawn',
    ],
    [
      'delivered after it was withdrawn',
      [accepted(0), withdrawn(0, LOCAL), delivered(0, LOCAL)],
      'entry 2, referral X: it is said to be delivered for L, where it was withdrawn',
    ],
    [
      'relayed after it was withdrawn',
      [accepted(0), withdrawn(0, PARTNER), step('relayed', 0, PARTNER)],
      'entry 2, referral X: it is said to be relayed for P, where it was withdrawn',
    ],
    [
      'withdrawn though it is a partner’s mail',
      [arrived(), delivered(0, LOCAL), withdrawn(0, LOCAL)],
      'entry 2, referral X: it is said to be withdrawn for L, where it was delivered',
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
    ['of another reason than was signed', withdrawn(0, LOCAL, { reason: 'superseded' })],
    ['of another recipient than was signed', withdrawn(0, LOCAL, { mailbox: PARTNER })],
    ['of another referral than was signed', withdrawn(0, LOCAL, { referral: idOf(1, 1) })],
    ['of what nobody signed', withdrawn(0, LOCAL, { statement: undefined })],
    ['of another statement', withdrawn(0, LOCAL, { statement: receipt(0, LOCAL, 'collected').record })],
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
