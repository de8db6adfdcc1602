import { describe, expect, it } from 'vitest'
import {
  formatMarking,
  highestOf,
  isKnownMarking,
  isWithin,
  MarkingError,
  markedSubject,
  markingOfLine,
  markingOfSubject,
  namesHigherLevel,
  parseMarking,
} from '../../src/domain/marking.ts'
import type { Marking } from '../../src/domain/wire/referral-fields.ts'

const gpms = (level: string, ...descriptors: string[]): Marking => ({ scheme: 'GPMS', level, descriptors })
const gsc = (level: string, ...descriptors: string[]): Marking => ({ scheme: 'GSC', level, descriptors })

describe('a marking', () => {
  it.each([
    ['RESTRICTED', 'GPMS', 'RESTRICTED', []],
    ['restricted', 'GPMS', 'RESTRICTED', []],
    ['PROTECT – PERSONAL', 'GPMS', 'PROTECT', ['PERSONAL']],
    ['Protect - Personal, Medical', 'GPMS', 'PROTECT', ['PERSONAL', 'MEDICAL']],
    ['PROTECT: PERSONAL', 'GPMS', 'PROTECT', ['PERSONAL']],
    ['Not  Protectively\tMarked', 'GPMS', 'NOT PROTECTIVELY MARKED', []],
    ['NPM', 'GPMS', 'NOT PROTECTIVELY MARKED', []],
    ['CONFIDENTIAL', 'GPMS', 'CONFIDENTIAL', []],
    ['OFFICIAL', 'GSC', 'OFFICIAL', []],
    ['OFFICIAL-SENSITIVE', 'GSC', 'OFFICIAL-SENSITIVE', []],
    ['Official Sensitive – Personal Data', 'GSC', 'OFFICIAL-SENSITIVE', ['PERSONAL DATA']],
    ['OFFICIAL – COMMERCIAL', 'GSC', 'OFFICIAL', ['COMMERCIAL']],
    [' RESTRICTED ', 'GPMS', 'RESTRICTED', []],
    ['PROTECT–PERSONAL', 'GPMS', 'PROTECT', ['PERSONAL']],
    ['PROTECT – A, B, C, D', 'GPMS', 'PROTECT', ['A', 'B', 'C', 'D']],
    [`PROTECT${' '.repeat(183)}– PERSONAL`, 'GPMS', 'PROTECT', ['PERSONAL']],
  ] as const)('is read from %j', (text, scheme, level, descriptors) => {
    expect(parseMarking(text)).toEqual({ scheme, level, descriptors })
  })

  it.each([
    '',
    'RESTRICTEDLY',
    'RESTRICTED WHEN COMPLETE',
    'PROTECT –',
    'PROTECT – PERSONAL, PERSONAL',
    'PROTECT – A, B, C, D, E',
    'PROTECT – <PERSONAL>',
    'MARKED RESTRICTED',
    'PROTECT when sent - PERSONAL',
    'PROTECT – PERSONAL, <b>',
    `PROTECT${' '.repeat(184)}– PERSONAL`,
    'X'.repeat(100_000),
  ])('is not read from %j', (text) => {
    expect(() => parseMarking(text)).toThrow(MarkingError)
  })

  it('says what a marking looks like where there is none, and what a descriptor is', () => {
    expect(() => parseMarking('SOMETHING')).toThrow(
      'That is not a marking. Markings are NOT PROTECTIVELY MARKED, PROTECT – PERSONAL, RESTRICTED, OFFICIAL and so on.',
    )
    expect(() => parseMarking('PROTECT – <b>')).toThrow(
      'Descriptors are up to four different words after the marking, such as PERSONAL.',
    )
    expect(new MarkingError('').name).toBe('MarkingError')
  })

  it.each<[Marking, boolean]>([
    [gpms('PROTECT', 'PERSONAL'), true],
    [gpms('RESTRICTED'), true],
    [gpms('PROTECT', 'INTERESTING'), false],
    [gpms('VERY SECRET'), false],
    [gpms('OFFICIAL'), false],
    [gsc('OFFICIAL'), true],
  ])('that is %j is one that exists: %s (M6)', (marking, known) => {
    expect(isKnownMarking(marking)).toBe(known)
  })

  it('is the highest of several, and none of two schemes (M11)', () => {
    expect(highestOf([])).toBeNull()
    expect(highestOf([gpms('PROTECT')])).toEqual(gpms('PROTECT'))
    expect(highestOf([gpms('PROTECT'), gpms('SECRET'), gpms('RESTRICTED')])).toEqual(gpms('SECRET'))
    expect(highestOf([gpms('SECRET'), gpms('PROTECT')])).toEqual(gpms('SECRET'))
    expect(highestOf([gpms('PROTECT'), gsc('OFFICIAL')])).toBeUndefined()
    expect(highestOf([gpms('PROTECT'), gpms('SECRET'), gsc('OFFICIAL')])).toBeUndefined()
  })

  it.each<[string, Marking, boolean]>([
    ['RESTRICTED: CONFIDENTIAL: calls', gpms('RESTRICTED'), true],
    ['TOP SECRET', gpms('RESTRICTED'), true],
    ['RESTRICTED', gpms('RESTRICTED'), false],
    ['PROTECT, and NOT PROTECTIVELY MARKED', gpms('RESTRICTED'), false],
    ['RESTRICTED: a confidential matter', gpms('RESTRICTED'), false],
    ['UNCONFIDENTIALLY', gpms('RESTRICTED'), false],
    ['OFFICIAL-SENSITIVE', gsc('OFFICIAL'), true],
    ['CONFIDENTIAL', gsc('OFFICIAL'), false],
  ])('%j says more than %j: %s (M11)', (line, marking, more) => {
    expect(namesHigherLevel(line, marking)).toBe(more)
  })

  it('is what a whole line says, or nothing of it (M11)', () => {
    expect(markingOfLine('PROTECT – PERSONAL')).toEqual(gpms('PROTECT', 'PERSONAL'))
    expect(markingOfLine('PROTECT – INTERESTING')).toBeNull()
    expect(markingOfLine('Dear colleague')).toBeNull()
  })

  it('is written in capitals, descriptors after a dash, and read back as it was', () => {
    const marking = { scheme: 'GPMS', level: 'PROTECT', descriptors: ['PERSONAL', 'MEDICAL'] } as const
    expect(formatMarking({ ...marking, descriptors: [...marking.descriptors] })).toBe(
      'PROTECT – PERSONAL, MEDICAL',
    )
    expect(parseMarking('PROTECT – PERSONAL, MEDICAL')).toEqual(marking)
  })

  it('is within an accreditation of its own scheme at least as high, and of no other', () => {
    const restricted = { scheme: 'GPMS', level: 'RESTRICTED' } as const
    expect(isWithin({ scheme: 'GPMS', level: 'PROTECT' }, restricted)).toBe(true)
    expect(isWithin(restricted, restricted)).toBe(true)
    expect(isWithin({ scheme: 'GPMS', level: 'CONFIDENTIAL' }, restricted)).toBe(false)
    expect(isWithin({ scheme: 'GSC', level: 'OFFICIAL' }, restricted)).toBe(false)
    expect(isWithin({ scheme: 'GPMS', level: 'OFFICIAL' }, restricted)).toBe(false)
    expect(isWithin(restricted, { scheme: 'GPMS', level: 'NONSENSE' })).toBe(false)
  })
})

describe('a subject line', () => {
  const marking = { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] } as const
  it('begins with the marking, once', () => {
    const subject = markedSubject({ ...marking, descriptors: [] }, 'ASB-NK084-SN02Q-F')
    expect(subject).toBe('RESTRICTED: ASB-NK084-SN02Q-F')
    expect(markedSubject({ ...marking, descriptors: [] }, subject)).toBe(subject)
  })

  it.each([
    ['RESTRICTED: a reply', 'RESTRICTED'],
    ['Re: Fwd: RESTRICTED: a reply', 'RESTRICTED'],
    ['[PROTECT – PERSONAL] a reply', 'PROTECT'],
    ['PROTECT – PERSONAL: a reply', 'PROTECT'],
    ['RE: restricted', 'RESTRICTED'],
    ['  AW : Fw:RESTRICTED: a reply', 'RESTRICTED'],
    ['restricted', 'RESTRICTED'],
  ])('of a partner, %j, gives its marking', (subject, level) => {
    expect(markingOfSubject(subject)?.level).toBe(level)
  })

  it.each([
    ['RESTRICTED: calls from Nowhere Lane', 'RESTRICTED', []],
    ['RESTRICTED - Placeholder Pat', 'RESTRICTED', []],
    ['PROTECT - PERSONAL: Placeholder Pat', 'PROTECT', ['PERSONAL']],
    ['OFFICIAL-SENSITIVE – HR/Management: rota', 'OFFICIAL-SENSITIVE', ['HR/MANAGEMENT']],
  ])('takes nothing of what a subject is about for a descriptor: %j', (subject, level, descriptors) => {
    expect(markingOfSubject(subject)).toMatchObject({ level, descriptors })
  })

  it.each([
    '',
    'Hello',
    'About RESTRICTED: areas',
    'About Re: RESTRICTED',
    ': RESTRICTED',
    'Rex: RESTRICTED',
    `${'Re: '.repeat(50_000)}RESTRICTED`,
  ])('of a partner without a marking at its beginning gives none', (subject) => {
    expect(markingOfSubject(subject)).toBeNull()
  })
})
