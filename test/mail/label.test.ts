import { describe, expect, it } from 'vitest'
import { header } from '../../src/mail/header.ts'
import { formatLabel, formatMarkingHeader, LABEL_HEADER, parseMarkingHeader } from '../../src/mail/label.ts'

describe('the marking outside the seal', () => {
  it('is an SIO-Label that RFC 7444 readers show', () => {
    expect(formatLabel({ scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] })).toBe(
      'marking="RESTRICTED"; type="urn:despatch:marking:1"; label="GPMS/RESTRICTED"',
    )
  })

  it('fits a header even where the marking as shown has a dash', () => {
    const value = formatLabel({ scheme: 'GPMS', level: 'PROTECT', descriptors: ['PERSONAL'] })
    expect(value).toMatch(/^marking\*=UTF-8''PROTECT%20%E2%80%93%20PERSONAL; /)
    expect(header(LABEL_HEADER, value)).toMatch(/^SIO-Label: [\x20-\x7e\r\n]+$/)
  })

  it.each([
    { scheme: 'GPMS' as const, level: 'RESTRICTED', descriptors: [] },
    { scheme: 'GPMS' as const, level: 'NOT PROTECTIVELY MARKED', descriptors: [] },
    { scheme: 'GPMS' as const, level: 'PROTECT', descriptors: ['PERSONAL', 'LOCSEN'] },
    { scheme: 'GSC' as const, level: 'OFFICIAL-SENSITIVE', descriptors: [] },
  ])('is read back from the plain header: $level', (marking) => {
    expect(parseMarkingHeader([formatMarkingHeader(marking)])).toEqual(marking)
  })

  it.each([
    [[]],
    [['VER=1, NS=despatch, SCHEME=GPMS, SEC=PROTECT', 'VER=1, NS=despatch, SCHEME=GPMS, SEC=RESTRICTED']],
    [['VER=2, NS=despatch, SCHEME=GPMS, SEC=PROTECT']],
    [['VER=1, NS=gov.au, SCHEME=GPMS, SEC=PROTECT']],
    [['VER=1, NS=despatch, SCHEME=OTHER, SEC=PROTECT']],
    [['VER=1, NS=despatch, SCHEME=GPMS, SEC=']],
    [['VER=1, NS=despatch, SCHEME=GPMS, SEC=protect']],
    [['VER=1, NS=despatch, SCHEME=GPMS, SEC=PROTECT, SEC=RESTRICTED']],
    [['VER=1, NS=despatch, SCHEME=GPMS, SEC=PROTECT, DESC=A, DESC=A']],
    [['RESTRICTED']],
  ])('is no marking when the header says %j', (values) => {
    expect(parseMarkingHeader(values)).toBeNull()
  })
})
