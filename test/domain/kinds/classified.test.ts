import { describe, expect, it } from 'vitest'
import { panelExamples } from '../../../src/domain/kinds/asb-panel-examples.ts'
import { earlyInterventionExample } from '../../../src/domain/kinds/early-intervention-example.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import type { Category, DataClass, KindName } from '../../../src/domain/wire/referral-fields.ts'

type Row = [what: string, change: object, dataClass: DataClass, categories: Category[]]

const BORN_1980 = { name: 'Placeholder Pat', dateOfBirth: '1980-01-01' }
const TOLD = { name: 'Testina Example', wantsAnonymity: true }
const example = (kind: KindName) => kindOf(kind).example as Record<string, never>

const [item] = (kindOf('evidence-bundle').example as { items: object[] }).items
const { perpetrators: _perpetrators, ...nobodyNamed } = panelExamples.location
const breach = kindOf('order-breach').example as { reported: { informer?: object } }
const { informer: _informer, ...reportedByNobody } = breach.reported

const CLASSES: { kind: KindName; of: object; rows: Row[] }[] = [
  {
    kind: 'concern',
    of: { ...example('concern'), people: undefined, place: undefined },
    rows: [
      ['about a public place', { place: { description: 'The park', sort: 'public' } }, 'none', []],
      [
        'about a home, naming nobody',
        { place: { description: '1 Made-Up Court', sort: 'dwelling' } },
        'personal',
        ['other-subject'],
      ],
      [
        'about a shop, naming nobody',
        { place: { description: 'The chemist', sort: 'other-premises' } },
        'personal',
        ['other-subject'],
      ],
      ['about somebody', { people: [{ ...BORN_1980, part: 'other' }] }, 'personal', ['other-subject']],
      [
        'about somebody in harm’s way',
        { people: [{ ...BORN_1980, part: 'may-come-to-harm' }] },
        'sensitive-personal',
        ['victim'],
      ],
      [
        'about somebody who may do harm',
        { people: [{ ...BORN_1980, part: 'may-cause-harm' }] },
        'sensitive-personal',
        ['suspected-perpetrator'],
      ],
      [
        'about somebody who saw it',
        { people: [{ ...BORN_1980, part: 'saw-or-heard-it' }] },
        'sensitive-personal',
        ['witness'],
      ],
      [
        'told by somebody',
        { learnt: 'told-by-somebody', informer: TOLD, place: { description: 'The park', sort: 'public' } },
        'personal',
        ['informer'],
      ],
      [
        'about a young person',
        { people: [{ name: 'Pat', youngPerson: true, part: 'other' }] },
        'personal',
        ['young-person', 'other-subject'],
      ],
      [
        'about somebody whose health is told of',
        {
          people: [
            {
              ...BORN_1980,
              part: 'other',
              sensitive: [{ type: 'physical-or-mental-health', text: 'Asthma.' }],
            },
          ],
        },
        'sensitive-personal',
        ['other-subject'],
      ],
    ],
  },
  {
    kind: 'early-intervention',
    of: earlyInterventionExample,
    rows: [
      ['as it stands', {}, 'sensitive-personal', ['suspected-perpetrator', 'young-person', 'other-subject']],
      [
        'where somebody at home is described as a victim',
        {
          household: [
            { name: 'Dummy Drew', relation: 'sibling', sensitive: [{ type: 'victim', text: 'Was hit.' }] },
          ],
        },
        'sensitive-personal',
        ['suspected-perpetrator', 'victim', 'young-person', 'other-subject'],
      ],
    ],
  },
  {
    kind: 'evidence-request',
    of: { ...example('evidence-request'), subjects: [BORN_1980], prohibitions: [] },
    rows: [
      ['about an adult', {}, 'sensitive-personal', ['suspected-perpetrator']],
      [
        'about somebody who was young when it began',
        { subjects: [{ name: 'Pat', dateOfBirth: '1992-01-05' }] },
        'sensitive-personal',
        ['suspected-perpetrator', 'young-person'],
      ],
      [
        'about somebody who was 18 that day',
        { subjects: [{ name: 'Pat', dateOfBirth: '1992-01-04' }] },
        'sensitive-personal',
        ['suspected-perpetrator'],
      ],
      [
        'naming whom not to meet',
        { prohibitions: [{ kind: 'non-association', text: 'Not to meet.', persons: ['Dummy Drew'] }] },
        'sensitive-personal',
        ['suspected-perpetrator', 'other-subject'],
      ],
    ],
  },
  {
    kind: 'evidence-bundle',
    of: { ...example('evidence-bundle'), subjects: [BORN_1980], items: [item] },
    rows: [
      ['of what an officer saw', {}, 'sensitive-personal', ['suspected-perpetrator']],
      [
        'of what a witness told, who is not named',
        { items: [{ ...item, obtained: 'told-by-witness', inCourt: 'no', terms: 'Afraid.' }] },
        'sensitive-personal',
        ['suspected-perpetrator', 'witness'],
      ],
      [
        'of what was heard at second hand',
        { items: [{ ...item, obtained: 'told-at-second-hand' }] },
        'sensitive-personal',
        ['suspected-perpetrator', 'witness'],
      ],
      [
        'with the statement of a witness',
        { items: [{ ...item, type: 'witness-statement' }] },
        'sensitive-personal',
        ['suspected-perpetrator', 'witness'],
      ],
      [
        'with a young witness',
        { items: [{ ...item, witness: { name: 'Dummy', youngPerson: true, willAttend: false } }] },
        'sensitive-personal',
        ['suspected-perpetrator', 'witness', 'young-person'],
      ],
      [
        'about somebody who was young at the first event alone',
        {
          subjects: [{ name: 'Pat', dateOfBirth: '1992-02-01' }],
          items: [item, { ...item, date: { date: '2010-01-31' } }],
        },
        'sensitive-personal',
        ['suspected-perpetrator', 'young-person'],
      ],
    ],
  },
  {
    kind: 'order-breach',
    of: { ...breach, subject: BORN_1980, witnesses: [], victims: [], reported: reportedByNobody },
    rows: [
      ['by an adult, seen by nobody', {}, 'sensitive-personal', ['subject-of-order']],
      ['with a witness', { witnesses: [BORN_1980] }, 'sensitive-personal', ['subject-of-order', 'witness']],
      ['with a victim', { victims: [BORN_1980] }, 'sensitive-personal', ['subject-of-order', 'victim']],
      [
        'reported by somebody',
        { reported: { ...reportedByNobody, informer: TOLD } },
        'sensitive-personal',
        ['informer', 'subject-of-order'],
      ],
      [
        'by somebody of an age band under 18',
        { subject: { name: 'Pat', ageBand: '17' } },
        'sensitive-personal',
        ['subject-of-order', 'young-person'],
      ],
      [
        'by somebody of 18 or over',
        { subject: { name: 'Pat', ageBand: 'adult' } },
        'sensitive-personal',
        ['subject-of-order'],
      ],
    ],
  },
  {
    kind: 'asb-panel-referral',
    of: nobodyNamed,
    rows: [
      ['about a public place', {}, 'none', []],
      [
        'about a home',
        { location: { description: '1 Made-Up Court', sort: 'dwelling' } },
        'personal',
        ['other-subject'],
      ],
      [
        'about a place, with a perpetrator',
        { perpetrators: [BORN_1980] },
        'sensitive-personal',
        ['suspected-perpetrator'],
      ],
      ['about a place, with a victim', { victims: [BORN_1980] }, 'sensitive-personal', ['victim']],
      [
        'about a place, with a young victim',
        { victims: [{ name: 'Pat', youngPerson: true }] },
        'sensitive-personal',
        ['victim', 'young-person'],
      ],
    ],
  },
  {
    kind: 'asb-panel-referral',
    of: panelExamples.victim,
    rows: [
      ['about a victim', { perpetrators: undefined }, 'sensitive-personal', ['victim']],
      [
        'about a victim, with a perpetrator',
        { perpetrators: [BORN_1980] },
        'sensitive-personal',
        ['suspected-perpetrator', 'victim'],
      ],
    ],
  },
]

describe.each(CLASSES)('the class of a filled $kind', ({ kind, of, rows }) => {
  it.each(rows)('%s', (_what, change, dataClass, categories) => {
    // As it comes from a file: what is undefined is not there.
    const data: unknown = JSON.parse(JSON.stringify({ ...of, ...change }))
    expect(kindOf(kind).classify(data)).toEqual({ dataClass, categories })
  })
})
