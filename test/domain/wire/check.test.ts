import { describe, expect, it } from 'vitest'
import { AsbIncident } from '../../../src/domain/kinds/asb-incident.ts'
import { asbIncidentExample } from '../../../src/domain/kinds/asb-incident-example.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { check, FAULT_LIMIT } from '../../../src/domain/wire/check.ts'
import { Address, CalendarDate, Domain, Thread, Time, Uuid } from '../../../src/domain/wire/primitives.ts'
import { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { msOf } from '../../setup/thread-time.ts'
import { lawful } from '../partnership.ts'

describe('checking a form', () => {
  const { incident } = asbIncidentExample
  it.each([
    [
      'a date that is none',
      { incident: { ...incident, from: { date: '26/02/2010' } } },
      '/incident/from/date',
      'must be a date, year first, such as 2010-03-01',
    ],
    [
      'a day that no month has',
      { incident: { ...incident, from: { date: '2010-02-30' } } },
      '/incident/from/date',
      'must be a date, year first, such as 2010-03-01',
    ],
    [
      'a time that is none',
      { incident: { ...incident, from: { date: '2010-02-26', time: '24:00' } } },
      '/incident/from/time',
      'must be a time of day, such as 21:30',
    ],
    [
      'a choice that is none',
      { incident: { ...incident, nature: { codes: ['loud'], text: 'Loud.' } } },
      '/incident/nature/codes/0',
      /^must be one of noise-nuisance, rowdy, /,
    ],
    [
      'an empty choice',
      { incident: { ...incident, nature: { codes: [], text: 'Loud.' } } },
      '/incident/nature/codes',
      'must have at least one entry',
    ],
    [
      'the same choice twice',
      { incident: { ...incident, nature: { codes: ['rowdy', 'rowdy'], text: 'Loud.' } } },
      '/incident/nature/codes',
      'must not name the same thing twice',
    ],
    [
      'nobody suspected',
      { suspectedPerpetrators: [] },
      '/suspectedPerpetrators',
      'must have at least one entry',
    ],
    [
      'too many suspected',
      { suspectedPerpetrators: Array(21).fill({ name: 'Pat' }) },
      '/suspectedPerpetrators',
      'must have at most 20 entries',
    ],
    ['a person without a name', { witnesses: [{ address: 'Nowhere' }] }, '/witnesses/0/name', 'is missing'],
    [
      'a name with a line break',
      { witnesses: [{ name: 'Pat\nRESTRICTED' }] },
      '/witnesses/0/name',
      'must be one line of text, at most 120 characters',
    ],
    ['an empty name', { witnesses: [{ name: '' }] }, '/witnesses/0/name', 'must not be empty'],
    [
      'a number for a text',
      { narrative: 7 },
      '/narrative',
      'must be text of at most 10000 characters, without control characters',
    ],
    [
      'a text that is too long',
      { narrative: 'x'.repeat(10_001) },
      '/narrative',
      'must be text of at most 10000 characters, without control characters',
    ],
    [
      'a word for a yes or no',
      { informer: { name: 'Testina Example', wantsAnonymity: 'yes' } },
      '/informer/wantsAnonymity',
      'must be true or false',
    ],
    ['a list for an object', { informer: [] }, '/informer', 'must be an object with named fields'],
    ['a word for a list', { witnesses: 'none' }, '/witnesses', 'must be a list'],
    [
      'a field that the form does not have',
      { 'shoe/size~': 9 },
      '/shoe~1size~0',
      'is not a field of this form',
    ],
  ])('points at %s', (_, change, path, message) => {
    const faults = check(AsbIncident, { ...asbIncidentExample, ...change })
    expect(faults).toEqual([
      { path, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ])
  })

  it('points at every missing field at once', () => {
    const paths = check(AsbIncident, {}).map(({ path, message }) => `${path} ${message}`)
    expect(paths).toEqual([
      '/incident is missing',
      '/informer is missing',
      '/suspectedPerpetrators is missing',
      '/witnesses is missing',
      '/narrative is missing',
      '/requestedAction is missing',
      '/justification is missing',
    ])
  })

  it.each([null, 'text', 7, []])('says of %j that it is no form', (value) => {
    expect(check(AsbIncident, value)).toEqual([{ path: '', message: 'must be an object with named fields' }])
  })

  it('explains the branch that was meant where null is possible too', () => {
    expect(check(ReferralFields, { ...lawful, inReplyTo: 'x' })).toEqual([
      { path: '/inReplyTo', message: 'must be a UUID of version 7, in lower case' },
    ])
  })

  it('stops at a bounded number of faults, and bounds the names it repeats', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`${n}${'x'.repeat(1000)}\n`, n]))
    const faults = check(AsbIncident, many)
    expect(faults).toHaveLength(FAULT_LIMIT)
    expect(Math.max(...faults.map(({ path }) => path.length))).toBeLessThan(100)
    const bad = { ...asbIncidentExample, witnesses: Array(20).fill({ name: 7, aliases: [1, 2, 3] }) }
    expect(check(AsbIncident, bad).length).toBeLessThanOrEqual(FAULT_LIMIT)
  })

  it('quotes no value, which may be personal data', () => {
    const faults = check(AsbIncident, { ...asbIncidentExample, narrative: 'Secretive\u0007 Name' })
    expect(JSON.stringify(faults)).not.toContain('Secretive')
  })

  it('says what a schema cannot: an end before the beginning, a request about nothing', () => {
    const backwards = { ...asbIncidentExample, incident: { ...incident, to: { date: '2010-02-25' } } }
    expect(kindOf('asb-incident').check(backwards)).toEqual([
      { path: '/incident/to', message: 'must not be before the incident began' },
    ])
    const about = { purpose: 'p', questions: ['q'], whyNeeded: 'w', whatWeWillSendBack: 's' }
    expect(kindOf('information-request').check(about)).toEqual([
      {
        path: '/subjects',
        message: 'must name a person, unless a location is given or a dataset is asked for',
      },
    ])
    expect(kindOf('information-request').check({ ...about, location: 'The parade' })).toEqual([])
  })
})

describe('the wire accepts and refuses', () => {
  it.each([
    [Address, 'asb.team@liverpool.gcsx.gov.test', true],
    [Address, 'ASB.Team@liverpool.gcsx.gov.test', false],
    [Address, 'a@localhost', false],
    [Address, 'a..b@c.test', false],
    [Address, 'a@c.test\n', false],
    [Address, 'a@c.test\r\nBcc: x@y.test', false],
    [Address, '"a b"@c.test', false],
    [Address, `${'a'.repeat(65)}@c.test`, false],
    [Address, `a@${'b'.repeat(64)}.test`, false],
    [Domain, 'c.test', true],
    [Domain, '-c.test', false],
    [Domain, '127.0.0.1', false],
    [Time, '2010-03-01T09:30:00.000Z', true],
    [Time, '2010-03-01T09:30:00Z', false],
    [Time, '2010-02-30T09:30:00.000Z', false],
    [Time, '2010-03-01T09:30:00.000+01:00', false],
    [Time, '2010-03-01T23:59:59.999Z', true],
    // A second that there was, and no time to a program: every comparison with it would be false.
    [Time, '2016-12-31T23:59:60.000Z', false],
    [Time, '2010-03-01T24:00:00.000Z', false],
    [CalendarDate, '2012-02-29', true],
    [CalendarDate, '2010-02-29', false],
    [Uuid, '01890a5d-ac96-774b-bcce-b302099a8057', true],
    [Uuid, '01890a5d-ac96-474b-bcce-b302099a8057', false],
    [Uuid, '01890A5D-AC96-774B-BCCE-B302099A8057', false],
    [Thread, 'AAAAAAAAAAAAAAAAAAAAAA', true],
    [Thread, 'AAAAAAAAAAAAAAAAAAAAAB', false],
  ])('%#: %j', (schema, value, valid) => {
    expect(check(schema, value).length === 0).toBe(valid)
  })

  it('answers a hostile address quickly', async () => {
    for (const [schema, hostile] of [
      [Address, `${'a.'.repeat(50_000)}@`],
      [Domain, `${'a-'.repeat(50_000)}!`],
    ] as const)
      expect(await msOf(() => check(schema, hostile))).toBeLessThan(500)
  })
})
