import { describe, expect, it } from 'vitest'
import { addressRemarks, claimRemarks, fileNameRemarks } from '../../src/domain/look-alikes.ts'
import { parseMarking } from '../../src/domain/marking.ts'

const ASB = 'asb.team@liverpool.gcsx.gov.test'
const KNOWN = [ASB, 'yot@liverpool.gcsx.gov.test', 'listing@liverpool-mc.cjsm.test']

describe('an address that a stranger gives', () => {
  it.each([
    ['a Cyrillic a', '\u0430sb.team@liverpool.gcsx.gov.test', ASB],
    ['a Cyrillic o in the domain', 'asb.team@liverp\u043e\u043el.gcsx.gov.test', ASB],
    ['a nought for an o', 'asb.team@liverp0ol.gcsx.gov.test', ASB],
    ['r and n for an m', 'asb.tearn@liverpool.gcsx.gov.test', ASB],
    ['a digit for an l', 'yot@1iverpool.gcsx.gov.test', KNOWN[1]],
    ['full-width letters', '\uff59\uff4f\uff54@liverpool.gcsx.gov.test', KNOWN[1]],
    ['a letter with a mark', 'y\u00f6t@liverpool.gcsx.gov.test', KNOWN[1]],
    ['a letter that is not seen', 'yo\u200bt@liverpool.gcsx.gov.test', KNOWN[1]],
    ['a letter as mail is read here', '\\u{430}sb.team@liverpool.gcsx.gov.test', ASB],
    ['another hyphen', 'listing@liverpool\u2010mc.cjsm.test', KNOWN[2]],
  ])('is told to look like a known one: %s', (_what, given, like) => {
    expect(addressRemarks(given, KNOWN).join(' ')).toContain(`looks like ${like}, and is another one`)
  })

  it('is told to look like a known one: two v for a w', () => {
    const [west] = ['west.team@liverpool.gcsx.gov.test']
    expect(addressRemarks('vvest.team@liverpool.gcsx.gov.test', [west]).join()).toContain(
      `looks like ${west}`,
    )
  })

  it('is told to hold what is not seen, also where it looks like nobody’s', () => {
    for (const sign of ['\u200b', '\u2800', '\u3164', '\u{e0041}'])
      expect(addressRemarks(`cl${sign}erk@court.test`, KNOWN)).toContain(
        'Its sender’s address holds characters that are not seen.',
      )
  })

  it('says nothing of a known one in any case, nor of another one in plain letters', () => {
    expect(addressRemarks('ASB.Team@liverpool.gcsx.gov.test', KNOWN)).toEqual([])
    expect(addressRemarks('clerk@liverpool-mc.cjsm.test', KNOWN)).toEqual([])
  })

  it('tells of mixed alphabets, and of letters that no address here has', () => {
    expect(addressRemarks('cl\u0435rk@court.test', KNOWN)).toEqual([
      'Its sender’s address mixes letters of several alphabets: Latin and Cyrillic.',
    ])
    expect(addressRemarks('\u0441\u0443\u0434@court.test', KNOWN)).toEqual([
      'Its sender’s address has letters that no address of the partnership has.',
    ])
  })
})

describe('the name of a file as it was given', () => {
  it.each([
    ['order\u202efdp.exe', 'turn the reading direction'],
    ['order\u200b.pdf', 'characters that are not seen'],
    ['order\u0000.pdf', 'characters that are not seen'],
    ['order\u3164.pdf', 'characters that are not seen'],
    ['order\u2028.pdf', 'characters that are not seen'],
    ['order\u2800.pdf', 'characters that are not seen'],
    ['../../etc/passwd', 'holds a path'],
    ['C:\\Windows\\order.pdf', 'holds a path'],
    [`order.pdf${' '.repeat(40)}.exe`, 'a long gap'],
    ['\u043erder.pdf', 'mixes letters of several alphabets: Latin and Cyrillic'],
  ])('%j is told of', (name, remark) => {
    expect(fileNameRemarks(name).join(' ')).toContain(remark)
  })
  it.each(['order.pdf', 'Übersicht der Fälle.pdf', '\u043f\u043b\u0430\u043d.pdf', '\u5730\u56f3 map.png'])(
    '%s is not',
    (name) => {
      expect(fileNameRemarks(name)).toEqual([])
    },
  )
})

describe('words that claim what they cannot', () => {
  const marking = parseMarking('RESTRICTED')
  it('are told where they name a higher marking, as a line or in the subject', () => {
    expect(claimRemarks({ subject: 'SECRET: order', text: '' }, marking).join()).toContain('higher marking')
    expect(claimRemarks({ subject: null, text: 'Dear all\nSECRET\nrest' }, marking).join()).toContain(
      'higher marking',
    )
    expect(claimRemarks({ subject: 'RESTRICTED: order', text: 'It is no SECRET to us.' }, marking)).toEqual(
      [],
    )
    expect(claimRemarks({ subject: 'SECRET', text: '' }, null)).toEqual([])
  })
  it('are told where the subject speaks of a verdict', () => {
    expect(claimRemarks({ subject: '[VERIFIED] order', text: '' }, null)).toHaveLength(1)
    expect(claimRemarks({ subject: 'An unverified report', text: '' }, null)).toEqual([])
  })
})
