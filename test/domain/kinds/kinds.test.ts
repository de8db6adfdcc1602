import { describe, expect, it } from 'vitest'
import type { AsbIncident } from '../../../src/domain/kinds/asb-incident.ts'
import { asbIncidentExample } from '../../../src/domain/kinds/asb-incident-example.ts'
import { panelExamples } from '../../../src/domain/kinds/asb-panel-examples.ts'
import { DataError, isKindName, kindOf, kinds, renderingName } from '../../../src/domain/kinds.ts'
import type { Marking, Urgency } from '../../../src/domain/wire/referral-fields.ts'

const markings: Marking[] = [
  { scheme: 'GPMS', level: 'NOT PROTECTIVELY MARKED', descriptors: [] },
  { scheme: 'GPMS', level: 'PROTECT', descriptors: ['PERSONAL', 'MEDICAL'] },
  { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
  { scheme: 'GSC', level: 'OFFICIAL-SENSITIVE', descriptors: ['PERSONAL DATA'] },
]
const context = {
  reference: 'ASB-NK084-SN02Q-F',
  from: 'asb.team@liverpool.gcsx.gov.test',
  to: ['intelligence@merseyside.pnn.police.test', 'yot@liverpool.gcsx.gov.test'],
  urgency: 'routine' as const,
  respondBy: '2010-03-12',
}

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('the kind %s', (name, kind) => {
  it('is found by its name, and names its rendering by a version', () => {
    expect(isKindName(name) && kindOf(name)).toBe(kind)
    expect(renderingName(kind)).toBe(`${name}/1`)
  })

  it('has an example that is valid and about nobody who exists', () => {
    expect(kind.check(kind.example)).toEqual([])
    expect(JSON.stringify(kind.example)).toMatch(/Placeholder Pat/)
  })

  it.each(markings)('stands between its marking, first and last: $level', (marking) => {
    const lines = kind.render(kind.example, { ...context, marking }).split('\n')
    const shown = marking.descriptors.length
      ? `${marking.level} – ${marking.descriptors.join(', ')}`
      : marking.level
    expect([lines[0], lines.at(-1)]).toEqual([shown, shown])
  })

  it('is plain text of at most 78 columns, without trailing spaces', () => {
    for (const marking of markings) {
      for (const line of kind.render(kind.example, { ...context, marking }).split('\n')) {
        expect(line.length).toBeLessThanOrEqual(78)
        expect(line).toBe(line.trimEnd())
      }
    }
  })

  it('keeps every label apart from its value', () => {
    for (const marking of markings) {
      for (const line of kind.render(kind.example, { ...context, marking }).split('\n')) {
        if (/^ {2}[^ |]/.test(line)) expect(line).toMatch(/^.{1,19}: |^.{1,20}:$/)
      }
    }
  })

  it('shows its reference, who sent it, to whom, and by when to answer', () => {
    const [marking] = markings
    if (!marking) throw new Error('a marking is expected')
    const text = kind.render(kind.example, { ...context, marking })
    for (const shown of [context.reference, context.from, ...context.to, context.respondBy]) {
      expect(text).toContain(shown)
    }
    expect(kind.render(kind.example, { ...context, marking, respondBy: null })).not.toContain('Respond by')
  })

  it('says beneath its title that it is urgent, and of routine nothing (F13)', () => {
    const [marking] = markings
    if (!marking) throw new Error('a marking is expected')
    const at = (urgency: Urgency) => kind.render(kind.example, { ...context, marking, urgency }).split('\n')
    expect(at('urgent')[4]).toBe('URGENT: please see to it before other work.')
    expect(at('immediate')[4]).toBe('IMMEDIATE: please see to it now.')
    expect(at('routine').join()).not.toMatch(/URGENT|IMMEDIATE:/)
    expect(at('urgent').toSpliced(3, 2)).toEqual(at('routine'))
  })

  it('neither renders nor classifies what it has not checked, and repeats none of it', () => {
    const [marking] = markings
    if (!marking) throw new Error('a marking is expected')
    const wrong = { narrative: 'Secret Name' }
    expect(() => kind.render(wrong, { ...context, marking })).toThrow(DataError)
    expect(() => kind.classify(wrong)).toThrow(DataError)
    expect(() => kind.classify(wrong)).not.toThrow(/Secret/)
  })
})

describe('names that are no kind', () => {
  it.each(['', 'mail', 'constructor', '__proto__', 'asb-incident/1'])('%j', (name) => {
    expect(isKindName(name)).toBe(false)
  })
})

describe('an ASB incident', () => {
  const classify = (change: Partial<AsbIncident>) =>
    kindOf('asb-incident').classify({ ...asbIncidentExample, ...change })
  const adult = { name: 'Placeholder Pat', dateOfBirth: '1980-01-01' }

  it('is sensitive personal data about informer, suspects and witnesses (M4)', () => {
    expect(classify({ suspectedPerpetrators: [adult] })).toEqual({
      dataClass: 'sensitive-personal',
      categories: ['informer', 'suspected-perpetrator', 'witness'],
    })
  })

  it('names witnesses and victims only where there are some', () => {
    expect(classify({ suspectedPerpetrators: [adult], witnesses: [] }).categories).toEqual([
      'informer',
      'suspected-perpetrator',
    ])
    expect(classify({ suspectedPerpetrators: [adult], witnesses: [], victims: [adult] }).categories).toEqual([
      'informer',
      'suspected-perpetrator',
      'victim',
    ])
  })

  it('knows a young person by the date of birth on the day of the incident, or because it is said', () => {
    const born = (dateOfBirth: string) =>
      classify({ suspectedPerpetrators: [{ name: 'Placeholder Pat', dateOfBirth }] }).categories.includes(
        'young-person',
      )
    expect(born('1992-02-27')).toBe(true)
    expect(born('1992-02-26')).toBe(false)
    expect(
      classify({ suspectedPerpetrators: [adult], witnesses: [{ name: 'Dummy', youngPerson: true }] })
        .categories,
    ).toContain('young-person')
  })

  it('counts a person described as a victim among the victims', () => {
    const informer = {
      ...asbIncidentExample.informer,
      sensitive: [{ type: 'victim' as const, text: 'Was hit.' }],
    }
    expect(classify({ informer }).categories).toContain('victim')
  })

  it('tells the reader when the informer wants anonymity', () => {
    const [, , marking] = markings
    if (!marking) throw new Error('a marking is expected')
    const text = kindOf('asb-incident').render(asbIncidentExample, { ...context, marking })
    expect(text).toContain('Wants anonymity:   YES. Do not reveal who reported this.')
  })
})

describe('an information request', () => {
  const { classify, render } = kindOf('information-request')
  const request = { purpose: 'p', questions: ['q'], whyNeeded: 'w', whatWeWillSendBack: 's' }
  const rendered = (data: object) =>
    render(data, { ...context, marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] } })

  it('about a place holds no case-level data (BP9)', () => {
    expect(classify({ ...request, location: 'The parade' })).toEqual({ dataClass: 'none', categories: [] })
  })

  it('says why it is needed and what is sent back, or is not sent (PR1, PR2)', () => {
    const { check } = kindOf('information-request')
    const { whyNeeded: _why, ...unexplained } = { ...request, location: 'The parade' }
    const { whatWeWillSendBack: _back, ...unreturned } = { ...request, location: 'The parade' }
    expect(check({ ...unexplained, ...unreturned })).toEqual([])
    expect(check(unexplained).map(({ path }) => path)).toEqual(['/whyNeeded'])
    expect(check(unreturned).map(({ path }) => path)).toEqual(['/whatWeWillSendBack'])
  })

  it('for data of an area names nobody, and says what is meant, supposed and wanted, and how often (F10, F11)', () => {
    const analysis = {
      ...request,
      definitions: [
        { term: 'Violent crime', meaning: 'That of the night-time economy.' },
        { term: 'Night', meaning: 'From 20:00 to 06:00.' },
      ],
      hypotheses: ['It is concentrated on few premises.', 'It is only reported more often.'],
      datasets: [
        { name: 'Recorded crime', fields: ['Offence', 'Day'], period: { from: '2009-01-01' }, tests: [1, 2] },
        { name: 'Ambulance call-outs', fields: ['Day'], area: 'Testville' },
      ],
      supply: {
        format: 'other-records',
        otherFormat: 'A spreadsheet',
        howOften: 'monthly',
        otherWay: 'The vault.',
      },
    }
    expect(classify(analysis)).toEqual({ dataClass: 'none', categories: [] })
    const shown = rendered(analysis)
    expect(shown).not.toContain('\nABOUT')
    expect(shown).toContain(
      `
WHAT IS MEANT BY
  Term:              Violent crime
  | That of the night-time economy.

  Term:              Night
  | From 20:00 to 06:00.

HYPOTHESES TO BE TESTED
  Hypothesis 1:      It is concentrated on few premises.
  Hypothesis 2:      It is only reported more often.

DATA ASKED FOR
  1. Dataset:        Recorded crime
  Period:            from 2009-01-01
  Fields:            Offence; Day
  Tests hypothesis:  1, 2

  2. Dataset:        Ambulance call-outs
  Area:              Testville
  Fields:            Day

HOW THE DATA ARE WANTED
  Format:            Records, in another common file format: A spreadsheet
  How often:         Now, and then every month
  Sent by:           The vault.
`,
    )
  })

  it('tells whoever supplies data to supply no more than was asked for (T2), and by when they can', () => {
    const told = (data: object) => rendered(data).replaceAll(/\n {2}\| /g, ' ')
    const datasets = [{ name: 'Recorded crime', fields: ['Offence'] }]
    const least = 'supply the fields, the period and the area that are asked for, and no more'
    expect(told({ ...request, datasets })).toContain(least)
    expect(told({ ...request, datasets })).toContain('say by when you can supply them')
    expect(told({ ...request, location: 'The parade' })).not.toContain(least)
  })

  it('that asks for no data is no longer for it', () => {
    const headings = rendered({ ...request, location: 'The parade' })
      .split('\n')
      .filter((line) => /^[A-Z ]+$/.test(line))
    expect(headings).toEqual([
      'RESTRICTED',
      'REQUEST FOR INFORMATION',
      'WHAT IT IS FOR',
      'ABOUT',
      'QUESTIONS',
      'WHY WE NEED IT',
      'WHAT WE WILL SEND BACK',
      'HOW TO ANSWER',
      'RESTRICTED',
    ])
  })

  it('shows its reader what is doubtful about it (PR3)', () => {
    const caveats = 'The street lamp there was out.'
    expect(rendered({ ...request, location: 'The parade', caveats })).toContain(`CAVEATS\n  | ${caveats}`)
  })

  it('shows the other names of a person (Q12)', () => {
    const subjects = [{ name: 'Placeholder Pat', aliases: ['Patch', 'P.P.'], roles: ['other-subject'] }]
    expect(rendered({ ...request, subjects })).toContain('Also known as:     Patch; P.P.')
  })

  it('about a person is personal, and sensitive where the person is a suspect or more is said', () => {
    const about = (roles: string[], more = {}) =>
      classify({ ...request, subjects: [{ name: 'Placeholder Pat', roles, ...more }] })
    expect(about(['other-subject'])).toEqual({ dataClass: 'personal', categories: ['other-subject'] })
    expect(about(['suspected-perpetrator']).dataClass).toBe('sensitive-personal')
    const ill = { sensitive: [{ type: 'physical-or-mental-health', text: 'Asthma.' }] }
    expect(about(['other-subject'], ill)).toEqual({
      dataClass: 'sensitive-personal',
      categories: ['other-subject'],
    })
    expect(about(['other-subject'], { youngPerson: true }).categories).toEqual([
      'young-person',
      'other-subject',
    ])
  })
})

describe('a reply', () => {
  const { classify, check, reply } = kindOf('reply')
  const nothing = (dataClass: string, categories: string[]) => ({
    outcome: 'nothing-held',
    answer: 'We hold nothing.',
    contains: { dataClass, categories },
  })
  const contains = (dataClass: string, categories: string[]) =>
    classify({ ...nothing(dataClass, categories), justification: 'They are to be visited.' })

  it('can say that nothing is held, and then holds no data', () => {
    expect(contains('none', [])).toEqual({ dataClass: 'none', categories: [] })
  })

  it('is raised to what the people named in it make it, and never lowered', () => {
    expect(contains('none', ['young-person']).dataClass).toBe('personal')
    expect(contains('personal', ['witness']).dataClass).toBe('sensitive-personal')
    expect(contains('sensitive-personal', ['other-subject']).dataClass).toBe('sensitive-personal')
    expect(contains('depersonalised', [])).toEqual({ dataClass: 'depersonalised', categories: [] })
  })

  it.each([
    ['personal data', nothing('personal', ['young-person'])],
    ['sensitive data', nothing('sensitive-personal', ['victim'])],
    ['data that are raised to personal', nothing('none', ['other-subject'])],
  ])('says why it shares %s (L15)', (_, data) => {
    const missing = { path: '/justification', message: 'must say why, since the answer holds personal data' }
    expect(check(data)).toEqual([missing])
    expect(check({ ...data, justification: 'They are to be visited.' })).toEqual([])
  })

  it.each(['none', 'depersonalised'])('of %s data needs no reason (L14)', (dataClass) => {
    expect(check(nothing(dataClass, []))).toEqual([])
  })

  it('says by a code why something is not shared, and only then (L14)', () => {
    const withheld = { ...nothing('none', []), outcome: 'cannot-share' }
    expect(check(withheld)).toMatchObject([
      { path: '/reason', message: expect.stringMatching(/no-legal-basis/) },
    ])
    expect(check({ ...withheld, reason: 'prejudice' })).toEqual([])
    expect(reply({ ...withheld, reason: 'prejudice' })).toEqual({
      outcome: 'cannot-share',
      reason: 'prejudice',
    })
    expect(check({ ...nothing('none', []), outcome: 'partly-answered', reason: 'risk' })).toEqual([])
    expect(check({ ...nothing('none', []), reason: 'prejudice' })).toEqual([
      { path: '/reason', message: 'must be left out of what is nothing-held' },
    ])
    expect(reply(nothing('none', []))).toEqual({ outcome: 'nothing-held', reason: null })
  })
})

describe('a referral to the ASB panel', () => {
  it('says what is not known of a perpetrator, of the items that panels usually have (BP7, PR3)', () => {
    const { perpetrator } = panelExamples
    const text = (perpetrators: object[]) =>
      kindOf('asb-panel-referral').render(
        { ...perpetrator, perpetrators },
        { ...context, marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] } },
      )
    const whole = { name: 'Placeholder Pat', dateOfBirth: '1988-04-01', address: '1 Made-Up Court' }
    expect(text([{ name: 'Placeholder Pat' }])).toContain('Not known:         date of birth, address')
    expect(text([whole])).not.toContain('Not known')
  })
})
