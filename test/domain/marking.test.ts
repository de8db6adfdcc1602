import { describe, expect, it } from 'vitest'
import {
  formatMarking,
  isWithin,
  MarkingError,
  markedSubject,
  markingOfSubject,
  parseMarking,
} from '../../src/domain/marking.ts'

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
    'X'.repeat(100_000),
  ])('is not read from %j', (text) => {
    expect(() => parseMarking(text)).toThrow(MarkingError)
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

  it.each(['', 'Hello', 'About RESTRICTED: areas', `${'Re: '.repeat(50_000)}RESTRICTED`])(
    'of a partner without a marking at its beginning gives none',
    (subject) => {
      expect(markingOfSubject(subject)).toBeNull()
    },
  )
})
