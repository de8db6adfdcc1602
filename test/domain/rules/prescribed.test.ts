import { describe, expect, it } from 'vitest'
import { type Decision, decide, unmetIn } from '../../../src/domain/decide.ts'
import { note } from '../../../src/domain/kinds/note.ts'
import {
  beginsPeriod,
  DESCRIPTION_CHOICES,
  heldBy,
  lastOfPeriod,
  prescribedInWords,
} from '../../../src/domain/prescribed.ts'
import { DESCRIPTIONS, type ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { depersonalised, directory, lawful, PRESCRIBED, TODAY } from '../partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './modern.ts'
import { expectOutcome } from './outcome.ts'

const owed: ReferralFields = { ...depersonalised, bases: ['cda-1998-s17a'], prescribed: PRESCRIBED }
const POLICE = { from: 'intelligence@testshire.pnn.test', to: ['asb.team@testville.gcsx.test'] }
const of = (...descriptions: (typeof DESCRIPTIONS)[number][]) => ({
  prescribed: { ...PRESCRIBED, descriptions },
})
const period = (first: string) => ({ prescribed: { ...PRESCRIBED, period: first } })

describe('what section 17A covers (L2, L3)', () => {
  it.each<[says: string, change: Partial<ReferralFields>, outcome: Decision['outcome'], rules?: string[]]>([
    ['is what the sender says that it is, of the quarter before', {}, 'allowed'],
    ['may be of several descriptions', of('anti-social-behaviour', 'road-collisions'), 'allowed'],
    ['may be of an older quarter: late is better than never', period('2008-07-01'), 'allowed'],
    ['is of the police what the police recorded', { ...POLICE, ...of('police-crimes') }, 'allowed'],
    ['is asked for where nobody says what it is', { prescribed: null }, 'needs', ['L3']],
    ['is not what another agency holds', of('police-crimes'), 'refused', ['L3']],
    ['is not in part what another agency holds', of('road-collisions', 'fire-incidents'), 'refused', ['L3']],
    ['is not of the quarter that is not over (regulation 3)', period('2010-01-01'), 'refused', ['L2']],
    ['is not of a quarter that begins on another day', period('2009-11-01'), 'refused', ['L2']],
    ['is not of the time before the first one (regulation 3(2))', period('2007-07-01'), 'refused', ['L2']],
    ['is said of nothing that names no such duty', { bases: [] }, 'refused', ['L3']],
    [
      'is no personal data, whatever is said of it',
      { ...lawful, bases: [...lawful.bases, 'cda-1998-s17a'], prescribed: PRESCRIBED },
      'refused',
      ['L2'],
    ],
  ])('%s', (_says, change, outcome, rules = []) => {
    expectOutcome(outcome, decide({ ...owed, ...change }, directory, TODAY), rules)
  })

  it('is the same under the law of 2026', () => {
    const fields = {
      ...modern,
      ...depersonalised,
      ...owed,
      marking: modern.marking,
      agreement: modern.agreement,
    }
    const now = { ...fields, handling: modern.handling }
    expectOutcome('allowed', decide({ ...now, ...period('2025-10-01') }, modernDirectory, MODERN_DAY))
    expectOutcome('refused', decide({ ...now, ...period('2026-01-01') }, modernDirectory, MODERN_DAY), ['L2'])
  })

  it('is asked for in words that say what to do (L3)', () => {
    const [reason] = unmetIn(decide({ ...owed, prescribed: null }, directory, TODAY))
    expect(reason?.statute).toMatch(/SI 2007\/1831, regulation 2 and Schedule/)
    expect(reason?.sentence).toMatch(/such as police-crimes, and of which quarter, or leave the duty out/)
  })

  it('is refused with whose information it is (L3)', () => {
    const [reason] = unmetIn(decide({ ...owed, ...of('police-crimes') }, directory, TODAY))
    expect(reason?.sentence).toBe(
      'police-crimes is information of a police force, and by the agreement Testville Council is none. Choose another description, or leave the duty out.',
    )
  })
})

describe('the descriptions of the Regulations (L3)', () => {
  it('are each offered once, with whoever holds it', () => {
    expect(DESCRIPTION_CHOICES.map(({ code }) => code)).toEqual([...DESCRIPTIONS])
    for (const code of DESCRIPTIONS) expect(heldBy(code).length, code).toBeGreaterThan(0)
  })
})

describe('an information period (L2)', () => {
  it.each([
    ['2007-10-01', '2007-12-31'],
    ['2008-01-01', '2008-03-31'],
    ['2010-04-01', '2010-06-30'],
    ['2010-07-01', '2010-09-30'],
  ])('of %s ends on %s', (first, last) => {
    expect(beginsPeriod(first)).toBe(true)
    expect(lastOfPeriod(first)).toBe(last)
  })

  it.each(['2007-07-01', '2010-02-01', '2010-01-02', '2010-12-01'])('does not begin on %s', (day) => {
    expect(beginsPeriod(day)).toBe(false)
  })

  it('stands with the descriptions at the head of the text (L3)', () => {
    const { marking, from, to } = owed
    const context = {
      marking,
      reference: 'NOTE-1',
      from,
      to,
      urgency: 'routine' as const,
      respondBy: null,
      prescribed: PRESCRIBED,
    }
    expect(note.render(note.example, context)).toMatch(
      /^ {2}Prescribed: +anti-social-behaviour of 2009-10-01 to 2009-12-31$/m,
    )
    expect(note.render(note.example, { ...context, prescribed: null })).not.toContain('Prescribed')
  })

  it('is read in a line', () => {
    expect(prescribedInWords(PRESCRIBED)).toBe('anti-social-behaviour of 2009-10-01 to 2009-12-31')
  })
})
