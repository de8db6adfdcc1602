import { describe, expect, it } from 'vitest'
import { panelExamples } from '../../../src/domain/kinds/asb-panel-examples.ts'
import { earlyInterventionExample } from '../../../src/domain/kinds/early-intervention-example.ts'
import { kindOf, kinds } from '../../../src/domain/kinds.ts'
import { ruleSet } from '../../../src/domain/rule-sets.ts'
import type { Fault } from '../../../src/domain/wire/check.ts'
import type { KindName } from '../../../src/domain/wire/referral-fields.ts'

/** The example with something changed at a place, or with nothing there where the value is undefined. */
function changed(example: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  const data: unknown = structuredClone(example)
  for (const [pointer, value] of Object.entries(changes)) {
    const steps = pointer.slice(1).split('/')
    const last = steps.pop() ?? ''
    const holder = steps.reduce<Record<string, unknown>>(
      (at, step) => at[step] as Record<string, unknown>,
      data as Record<string, unknown>,
    )
    if (value === undefined) delete holder[last]
    else holder[last] = value
  }
  return data
}

type Row = [what: string, changes: Record<string, unknown>, path: string, message: string]

const WRONG: Partial<Record<KindName, { example: unknown; rows: Row[] }>> = {
  concern: {
    example: kindOf('concern').example,
    rows: [
      ['says nothing of why it is shared', { '/justification': undefined }, '/justification', 'is missing'],
      ['names no sign', { '/signs': [] }, '/signs', 'must have at least one entry'],
      [
        'has somebody in no part',
        { '/people/0/part': 'suspect' },
        '/people/0/part',
        'must be one of may-come-to-harm, may-cause-harm, saw-or-heard-it, other',
      ],
      [
        'is about nobody and nowhere',
        { '/people': undefined, '/place': undefined },
        '/people',
        'must name a person, unless a place is given',
      ],
      [
        'names an informer of what the sender saw',
        { '/informer': { name: 'Testina Example', wantsAnonymity: false } },
        '/informer',
        'must be left out, unless it was learnt from somebody who told it (told-by-somebody)',
      ],
      [
        'waits for a reader while somebody is in danger',
        { '/immediateDanger': true, '/alreadyDone': undefined },
        '/alreadyDone',
        'must say when the emergency services were called: this is not read at once. In immediate danger call 999 first',
      ],
    ],
  },
  'early-intervention': {
    example: earlyInterventionExample,
    rows: [
      [
        'is about nobody whose age is known',
        { '/youngPerson/dateOfBirth': undefined },
        '/youngPerson/dateOfBirth',
        'is missing',
      ],
      [
        'is about a child of seven',
        { '/youngPerson/dateOfBirth': '2002-03-02' },
        '/youngPerson/dateOfBirth',
        'must be of somebody from 8 to 17 years old on the day of the referral. Share what there is about others as a concern',
      ],
      [
        'is about an adult since that day',
        { '/youngPerson/dateOfBirth': '1992-03-01' },
        '/youngPerson/dateOfBirth',
        'must be of somebody from 8 to 17 years old on the day of the referral. Share what there is about others as a concern',
      ],
      [
        'names three factors and no judgement',
        { '/riskFactors': ['family-conflict', 'school-absence', 'learning-needs'] },
        '/riskFactors',
        'must name at least 4 factors, unless judgement says why help is needed all the same',
      ],
      [
        'has the agreement only of a carer without parental responsibility',
        { '/carers/0/agreedOn': undefined, '/carers/1/agreedOn': '2010-02-26' },
        '/carers',
        'must show that somebody with parental responsibility has agreed, and on which day (agreedOn). Without that, share what the law lets you as a concern',
      ],
      [
        'lacks the agreement of somebody of thirteen',
        { '/youngPerson/dateOfBirth': '1997-03-01', '/youngPerson/agreedOn': undefined },
        '/youngPerson/agreedOn',
        'is missing: from 13 years old the young person has to agree as well',
      ],
      [
        'was made before its young person agreed',
        { '/youngPerson/agreedOn': '2010-03-02' },
        '/youngPerson/agreedOn',
        'must not be after the day of the referral (referredOn)',
      ],
      [
        'was made before a parent agreed',
        { '/carers/0/agreedOn': '2010-03-02' },
        '/carers/0/agreedOn',
        'must not be after the day of the referral (referredOn)',
      ],
      [
        'tells of behaviour that ended before it began',
        { '/behaviour/to': { date: '2009-11-30' } },
        '/behaviour/to',
        'must not be before the time from which it went on',
      ],
      ['is graver than the scale', { '/severity': 11 }, '/severity', 'must be a whole number from 1 to 10'],
    ],
  },
  'evidence-request': {
    example: kindOf('evidence-request').example,
    rows: [
      ['asks for nothing', { '/wanted': [] }, '/wanted', 'must have at least one entry'],
      [
        'asks for evidence of no time',
        { '/period': { from: '2010-03-01', to: '2010-02-28' } },
        '/period/to',
        'must not be before the day from which evidence is wanted',
      ],
      [
        'is heard before its evidence ends',
        { '/hearingDate': '2010-02-27' },
        '/hearingDate',
        'must not be before the end of the period of the evidence',
      ],
      [
        'keeps somebody from people whom it does not name',
        { '/prohibitions/1/persons': undefined },
        '/prohibitions/1/persons',
        'must name whom not to meet',
      ],
      [
        'names people under the size of a group',
        { '/prohibitions/2/persons': ['Dummy Drew'] },
        '/prohibitions/2/persons',
        'must be left out, unless the prohibition is non-association',
      ],
      [
        'tells of behaviour that ended before it began',
        { '/behaviour/to': { date: '2009-11-30' } },
        '/behaviour/to',
        'must not be before the time from which it went on',
      ],
    ],
  },
  'evidence-bundle': {
    example: kindOf('evidence-bundle').example,
    rows: [
      ['has no items', { '/items': [] }, '/items', 'must have at least one entry'],
      [
        'does not say how an item was obtained',
        { '/items/0/obtained': undefined },
        '/items/0/obtained',
        'is missing',
      ],
      [
        'keeps an item from court without a reason',
        { '/items/2/terms': undefined },
        '/items/2/terms',
        'must say why it may not be used in court',
      ],
      [
        'has to be asked about an item, and does not say whom',
        { '/items/1/terms': undefined },
        '/items/1/terms',
        'must say whom to ask first, and on what terms',
      ],
      [
        'gives a court the words of nobody',
        { '/items/1/inCourt': 'yes', '/items/1/witness': undefined },
        '/items/1/witness',
        'must name the witness, or say of the item that it may not be used in court, or not yet',
      ],
    ],
  },
  'order-breach': {
    example: kindOf('order-breach').example,
    rows: [
      [
        'names no order',
        { '/order': { orderType: 'asbo' } },
        '/order',
        'must say which order it is: by its reference or case number, or by its type and its day',
      ],
      ['names no term', { '/breaches/0/terms': [] }, '/breaches/0/terms', 'must have at least one entry'],
      [
        'happened before the order was made',
        { '/order/orderDate': '2010-04-18' },
        '/breaches/0/when',
        'must not be before the day of the order',
      ],
      [
        'ended before it began',
        { '/breaches/0/until': { date: '2010-04-17', time: '20:49' } },
        '/breaches/0/until',
        'must not be before it began',
      ],
      [
        'was reported before it happened',
        { '/reported/when': { date: '2010-04-16' } },
        '/reported/when',
        'must not be before what was reported happened',
      ],
      [
        'led to an arrest before it happened',
        { '/arrest/when': { date: '2010-04-16' } },
        '/arrest/when',
        'must not be before the breach',
      ],
      [
        'led to a charge on no day',
        { '/charge/date': undefined },
        '/charge/date',
        'is missing: on which day the charge was made',
      ],
      [
        'led to a charge of nothing',
        { '/charge/offence': undefined },
        '/charge/offence',
        'is missing: what the charge is',
      ],
      [
        'names an offence that nobody is charged with',
        { '/charge/outcome': 'not-charged' },
        '/charge/offence',
        'must be left out where nobody is charged',
      ],
      [
        'is heard before the charge',
        { '/charge/nextHearing/date': '2010-04-17' },
        '/charge/nextHearing/date',
        'must not be before the day of the charge',
      ],
    ],
  },
  'information-request': {
    example: kindOf('information-request').example,
    rows: [
      [
        'is about nobody, nowhere and no data',
        { '/subjects': undefined, '/datasets': undefined, '/supply': undefined },
        '/subjects',
        'must name a person, unless a location is given or a dataset is asked for',
      ],
      [
        'defines a word twice',
        {
          '/definitions': [
            { term: 'The group', meaning: 'Whoever was stopped.' },
            { term: 'the group', meaning: 'Whoever was charged.' },
          ],
        },
        '/definitions/1/term',
        'is defined twice',
      ],
      [
        'defines a word by nothing',
        { '/definitions/0/meaning': undefined },
        '/definitions/0/meaning',
        'is missing',
      ],
      ['supposes nothing', { '/hypotheses': [] }, '/hypotheses', 'must have at least one entry'],
      [
        'asks for all that there is of a dataset',
        { '/datasets/0/fields': undefined },
        '/datasets/0/fields',
        'is missing',
      ],
      [
        'asks for data of no time',
        { '/datasets/0/period/to': '2009-08-31' },
        '/datasets/0/period/to',
        'must not be before the day from which data are asked for',
      ],
      [
        'tests what it does not suppose',
        { '/datasets/0/tests': [1, 2] },
        '/datasets/0/tests/1',
        'must be the number of a hypothesis; the first is 1',
      ],
      [
        'wants nothing in some format',
        { '/datasets': undefined },
        '/supply',
        'must be left out where no dataset is asked for',
      ],
      [
        'wants a format that there is not',
        { '/supply/format': 'database' },
        '/supply/format',
        'must be one of comma-delimited, other-records, report, paper',
      ],
      [
        'wants another format, and does not say which',
        { '/supply/format': 'other-records' },
        '/supply/otherFormat',
        'must say which file format',
      ],
      [
        'wants two formats',
        { '/supply/otherFormat': 'A spreadsheet' },
        '/supply/otherFormat',
        'must be left out, unless the format is other-records',
      ],
      ['does not say how often', { '/supply/howOften': undefined }, '/supply/howOften', 'is missing'],
    ],
  },
  reply: {
    example: kindOf('reply').example,
    rows: [
      [
        'has more to come of what is answered',
        { '/outcome': 'answered' },
        '/canSupplyBy',
        'must be left out, unless the outcome is partly-answered: only then is there more to come',
      ],
      [
        'has more to come on no day',
        { '/canSupplyBy': 'in a week' },
        '/canSupplyBy',
        'must be a date, year first, such as 2010-03-01',
      ],
    ],
  },
  'asb-panel-referral': {
    example: panelExamples.perpetrator,
    rows: [
      [
        'is about none of the three',
        { '/about': 'premises' },
        '/about',
        'must be one of perpetrator, victim, location',
      ],
      ['names no perpetrator', { '/perpetrators': undefined }, '/perpetrators', 'is missing'],
      [
        'describes a location in the form for a perpetrator',
        { '/location': panelExamples.location.location },
        '/location',
        'is not a field of this form',
      ],
      [
        'comes after nothing was tried',
        { '/steps': [] },
        '/steps',
        'must have at least one step that was tried before, unless whyNoSteps says why there is none',
      ],
      [
        'is brought by nobody',
        { '/referrer/attends': false },
        '/referrer/instead',
        'is missing: who comes to the panel and speaks to this, as the referrer does not',
      ],
      [
        'tells of behaviour that ended before it began',
        { '/behaviour/to': { date: '2009-11-30' } },
        '/behaviour/to',
        'must not be before the time from which it went on',
      ],
    ],
  },
}

const tables = kinds.flatMap(({ kind, check }) => {
  const table = WRONG[kind]
  return table === undefined ? [] : [{ kind, check, ...table }]
})

describe.each(tables)('a filled $kind that', ({ check, example, rows }) => {
  it.each(rows)('%s', (_what, changes, path, message) => {
    expect(check(changed(example, changes))).toEqual([{ path, message }])
  })
})

/** A kind with something changed that it must let pass. */
describe('what is unusual and right all the same', () => {
  it.each<[string, KindName, unknown, Record<string, unknown>]>([
    [
      'fewer risk factors, with a judgement',
      'early-intervention',
      earlyInterventionExample,
      { '/riskFactors': [], '/judgement': 'A younger brother of two who are under orders.' },
    ],
    [
      'a child of twelve who was not asked',
      'early-intervention',
      earlyInterventionExample,
      { '/youngPerson/dateOfBirth': '1997-03-02', '/youngPerson/agreedOn': undefined },
    ],
    [
      'a child on the eighth birthday',
      'early-intervention',
      earlyInterventionExample,
      { '/youngPerson/dateOfBirth': '2002-03-01' },
    ],
    [
      'an informer of what was told',
      'concern',
      kindOf('concern').example,
      { '/learnt': 'told-by-somebody', '/informer': { name: 'Testina Example', wantsAnonymity: true } },
    ],
    [
      'an order known by its type and day alone',
      'order-breach',
      kindOf('order-breach').example,
      { '/order': { orderType: 'asbo', orderDate: '2010-03-01' } },
    ],
    [
      'a breach on the day of the order, and nobody arrested',
      'order-breach',
      kindOf('order-breach').example,
      { '/order/orderDate': '2010-04-17', '/arrest': undefined, '/charge': { outcome: 'not-decided' } },
    ],
    [
      'no steps, with the reason',
      'asb-panel-referral',
      panelExamples.perpetrator,
      { '/steps': [], '/whyNoSteps': 'It began two days ago, and somebody was hurt.' },
    ],
  ])('%s', (_what, kind, example, changes) => {
    expect(kindOf(kind).check(changed(example, changes))).toEqual([])
  })
})

describe('what has to do with the law and with files', () => {
  const { lawFaults, example } = kindOf('evidence-request')
  const law = (id: 'uk-2010' | 'uk-2026', day: string) => ({ rules: ruleSet(id), day })

  it('evidence is asked for an order that can still be made', () => {
    expect(lawFaults(example, law('uk-2010', '2010-03-01'))).toEqual([])
    const [fault] = lawFaults(example, law('uk-2026', '2026-03-02'))
    expect(fault?.path).toBe('/orderSought')
    expect(fault?.message).toMatch(
      /^No such order can be made under the rules United Kingdom, 2026 \(uk-2026\)\. Orders on people are: civil-injunction, /,
    )
    const today = changed(example, { '/orderSought': 'civil-injunction' })
    expect(lawFaults(today, law('uk-2026', '2026-03-02'))).toEqual([])
  })

  const missing = 'No attached file has this name. Attach it, or correct the name.'
  it.each<[string, KindName, unknown, string[], Fault[]]>([
    ['an exhibit is attached', 'evidence-bundle', kindOf('evidence-bundle').example, ['statement.pdf'], []],
    [
      'an exhibit is not attached, and another file is',
      'evidence-bundle',
      kindOf('evidence-bundle').example,
      ['statment.pdf'],
      [
        { path: '/items/0/exhibit', message: missing },
        {
          path: '',
          message:
            'A file is attached that no item names as its exhibit. Name it in the item that it belongs to, or leave it out.',
        },
      ],
    ],
    ['the map of a location is attached', 'asb-panel-referral', panelExamples.location, ['parade.pdf'], []],
    [
      'the map of a location is not attached',
      'asb-panel-referral',
      panelExamples.location,
      [],
      [{ path: '/location/map', message: missing }],
    ],
    [
      'the map of a concern is not attached',
      'concern',
      changed(kindOf('concern').example, { '/place/map': 'map.pdf' }),
      [],
      [{ path: '/place/map', message: missing }],
    ],
  ])('%s', (_what, kind, data, names, faults) => {
    const attached = names.map((name) => ({ name, type: 'application/pdf' }))
    expect(kindOf(kind).attachmentFaults(data, attached)).toEqual(faults)
  })
})
