import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerBy, answerStanding, chosenDayRemark, USUAL_TIMES } from '../../src/domain/answer-times.ts'
import { addDays } from '../../src/domain/day.ts'
import { kindOf, kinds } from '../../src/domain/kinds.ts'
import { KINDS, type KindName, URGENCIES } from '../../src/domain/wire/referral-fields.ts'
import { isWorkingDay } from '../../src/domain/working-days.ts'

const days = fc.integer({ min: 0, max: 365 * 120 }).map((n) => addDays('1990-01-01', n))
const urgencies = fc.constantFrom(...URGENCIES)

/** On a Monday in a week without holidays: within the working days of routine, urgent and immediate; null: no answer. */
const TIMES: Readonly<Record<KindName, readonly [number, number, number] | null>> = {
  'asb-incident': [10, 1, 0],
  concern: [5, 1, 0],
  'early-intervention': [10, 3, 1],
  'evidence-request': [10, 3, 1],
  'evidence-bundle': null,
  'court-order': null,
  'order-breach': [10, 3, 1],
  'asb-panel-referral': [10, 3, 1],
  'marac-referral': [5, 1, 0],
  'marac-research': [5, 1, 0],
  'ppo-nomination': [10, 3, 1],
  'dip-notice': null,
  'information-request': [10, 3, 1],
  'scrutiny-request': [15, 5, 1],
  reply: null,
  note: null,
  'verbal-disclosure': null,
  'paper-disclosure': null,
}

describe('by when an answer is asked for', () => {
  it.each(KINDS)('of a %s is as its kind says', (name) => {
    const { answer } = kindOf(name).defaults
    expect(answer && URGENCIES.map((urgency) => answer[urgency])).toEqual(TIMES[name])
  })

  it('is never a day on which nobody works, never over, and never later for what is more urgent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), days, ({ answerBy: by, example }, today) => {
        const asked = URGENCIES.map((urgency) => by(example, urgency, today))
        for (const day of asked) {
          if (day === null) continue
          expect(isWorkingDay(day)).toBe(true)
          expect(day >= today).toBe(true)
        }
        expect([...asked].sort().reverse()).toEqual(asked)
      }),
    )
  })

  it('may be the same day for an incident of domestic violence that is told at once (F13)', () => {
    const incident = kindOf('asb-incident')
    expect(incident.answerBy(incident.example, 'immediate', '2010-03-01')).toBe('2010-03-01')
    expect(incident.answerBy(incident.example, 'routine', '2010-03-01')).toBe('2010-03-15')
  })

  it('of a scrutiny committee is within the 28 days that the regulations of 2009 know', () => {
    const request = kindOf('scrutiny-request')
    fc.assert(
      fc.property(days, urgencies, (today, urgency) => {
        const by = request.answerBy(request.example, urgency, today) ?? ''
        expect(by <= addDays(today, 28)).toBe(true)
      }),
    )
  })

  it('of research for a conference comes before the conference, and findings ask for none', () => {
    const research = kindOf('marac-research')
    const [request, findings] = research.forms?.all.map(({ example }) => example) ?? []
    const on = (date: string) => ({ ...Object(request), conference: { date } })
    expect(research.answerBy(on('2010-03-25'), 'routine', '2010-03-01')).toBe('2010-03-08')
    expect(research.answerBy(on('2010-03-04'), 'routine', '2010-03-01')).toBe('2010-03-03')
    expect(research.answerBy(findings, 'immediate', '2010-03-01')).toBeNull()
  })

  it.each([
    ['a week off', '2010-03-08', '2010-03-05'],
    ['on a Tuesday after a bank holiday', '2010-04-06', '2010-04-01'],
    ['that is over', '2010-03-01', '2010-03-04'],
  ])('is brought forward to the last working day before what it is needed for: %s', (_, before, by) => {
    const today = before === '2010-04-06' ? '2010-03-30' : '2010-03-01'
    expect(answerBy(USUAL_TIMES, before === '2010-03-01' ? 'urgent' : 'routine', today, before)).toBe(by)
  })
})

describe('how an answer stands that has not come', () => {
  it.each([
    ['2010-03-01', { overdue: false, workingDays: 4 }],
    ['2010-03-05', { overdue: false, workingDays: 0 }],
    ['2010-03-06', { overdue: true, workingDays: 0 }],
    ['2010-03-08', { overdue: true, workingDays: 1 }],
    ['2010-03-11', { overdue: true, workingDays: 4 }],
  ])('on %s, of one due on Friday, 5 March 2010', (today, standing) => {
    expect(answerStanding('2010-03-05', today)).toEqual(standing)
  })

  it('says of a day that a sender chose when it is none of work', () => {
    expect(chosenDayRemark('2010-03-05')).toBeNull()
    expect(chosenDayRemark('2010-04-05')).toBe(
      '2010-04-05 is no working day in England and Wales; the last before it is 2010-04-01.',
    )
  })
})
