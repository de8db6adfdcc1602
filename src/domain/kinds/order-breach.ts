import { USUAL_TIMES } from '../answer-times.ts'
import { bandInWords } from '../orders/age-bands.ts'
import { orderTypeOf } from '../orders/order-types.ts'
import type { Fault } from '../wire/check.ts'
import type { Category } from '../wire/referral-fields.ts'
import { classificationOf } from './classification.ts'
import { formatMoment, isBefore } from './fields.ts'
import { type Classification, defineKind, USUAL_MARKING } from './kind.ts'
import {
  field,
  gap,
  type Layout,
  layOut,
  noneField,
  optionalField,
  type Part,
  type RenderContext,
  type Section,
  text,
  textSection,
} from './layout.ts'
import { CHARGE, OrderBreach, REPORTED_BY } from './order-breach-schema.ts'
import { isYoung, peopleParts } from './person.ts'

const example: OrderBreach = {
  order: {
    reference: 'SAMPLE-10-0001',
    orderType: 'asbo',
    orderDate: '2010-03-01',
    court: "Testville Magistrates' Court",
  },
  subject: {
    name: 'Placeholder Pat',
    aliases: ['Patch'],
    dateOfBirth: '1994-04-01',
    address: '1 Made-Up Court, Testville',
  },
  breaches: [
    {
      terms: [1, 3],
      wording: 'Not to enter the area of Nowhere Lane; not to be in a group of more than three.',
      when: { date: '2010-04-17', time: '20:50' },
      until: { date: '2010-04-17', time: '21:30' },
      where: 'Outside the chemist, Nowhere Lane, Testville',
      whatHappened:
        'Stood with five others at the shutters and shouted at people passing.\nLeft towards the bridge when a patrol car came.',
    },
  ],
  witnesses: [{ name: 'Dummy Witness', contact: 'Telephone 01632 960002', safeToContact: 'At work only.' }],
  victims: [{ name: 'Specimen Sam' }],
  reported: {
    how: 'telephone',
    when: { date: '2010-04-17', time: '20:55' },
    to: 'Police control room',
    reference: 'LOG-0000-17APR',
    informer: {
      name: 'Testina Example',
      wantsAnonymity: true,
      safeToContact: 'Do not call at the house; do not leave a message.',
    },
  },
  arrest: { when: { date: '2010-04-17', time: '22:15' }, by: 'PC 0000 Sample, Testshire Police' },
  charge: {
    outcome: 'charged',
    date: '2010-04-18',
    offence: 'Breach of an anti-social behaviour order',
    nextHearing: { date: '2010-04-26', court: 'Testville Youth Court' },
    conditions: 'On bail: to sleep at 1 Made-Up Court.',
  },
  requestedAction: 'Please tell the panel whether you hold film of the parade for that evening, and keep it.',
  justification:
    'Those who asked for the order have to know that it is not kept to, to support or to vary it.',
  caveats: 'The names of the five others are not known.',
}

function faults({ order, breaches, arrest, reported, charge }: OrderBreach): Fault[] {
  const found: Fault[] = []
  const { reference, orderType, orderDate } = order
  if (reference === undefined && (orderType === undefined || orderDate === undefined)) {
    found.push({
      path: '/order',
      message: 'must say which order it is: by its reference or case number, or by its type and its day',
    })
  }
  for (const [place, { when, until }] of breaches.entries()) {
    if (orderDate !== undefined && when.date < orderDate) {
      found.push({ path: `/breaches/${place}/when`, message: 'must not be before the day of the order' })
    }
    if (until !== undefined && isBefore(until, when)) {
      found.push({ path: `/breaches/${place}/until`, message: 'must not be before it began' })
    }
  }
  if (breaches.every(({ when }) => isBefore(reported.when, when))) {
    found.push({ path: '/reported/when', message: 'must not be before what was reported happened' })
  }
  if (arrest !== undefined && breaches.every(({ when }) => isBefore(arrest.when, when))) {
    found.push({ path: '/arrest/when', message: 'must not be before the breach' })
  }
  return [...found, ...chargeFaults(charge)]
}

function chargeFaults({ outcome, date, offence, nextHearing }: OrderBreach['charge']): Fault[] {
  const found: Fault[] = []
  if (outcome === 'charged') {
    if (date === undefined)
      found.push({ path: '/charge/date', message: 'is missing: on which day the charge was made' })
    if (offence === undefined)
      found.push({ path: '/charge/offence', message: 'is missing: what the charge is' })
  } else if (offence !== undefined) {
    found.push({ path: '/charge/offence', message: 'must be left out where nobody is charged' })
  }
  if (date !== undefined && nextHearing !== undefined && nextHearing.date < date) {
    found.push({ path: '/charge/nextHearing/date', message: 'must not be before the day of the charge' })
  }
  return found
}

function orderParts({ reference, orderType, orderDate, court }: OrderBreach['order']): Part[] {
  return [
    ...optionalField('Reference', reference),
    ...optionalField('Order', orderType && (orderTypeOf(orderType)?.title ?? orderType)),
    ...optionalField('Made on', orderDate),
    ...optionalField('Court', court),
  ]
}

function breachParts({ breaches }: OrderBreach): Part[] {
  return breaches.flatMap(({ terms, wording, when, until, where, whatHappened }, place) => [
    ...(place === 0 ? [] : [gap]),
    field(
      `${place + 1}. Terms`,
      `${terms.length === 1 ? 'Number' : 'Numbers'} ${terms.join(', ')} of the order`,
    ),
    ...optionalField('Wording', wording),
    field('When', formatMoment(when)),
    ...optionalField('Until', until && formatMoment(until)),
    field('Where', where),
    text(whatHappened),
  ])
}

function reportSection({ reported }: OrderBreach): Section {
  const { how, when, to, reference, informer } = reported
  return {
    heading: 'HOW IT WAS REPORTED',
    parts: [
      field('How', REPORTED_BY[how]),
      field('When', formatMoment(when)),
      field('To', to),
      ...optionalField('Their reference', reference),
      ...(informer === undefined
        ? []
        : [
            gap,
            field(
              'Wants anonymity',
              informer.wantsAnonymity ? 'YES. Do not reveal who reported this.' : 'No',
            ),
            ...peopleParts([informer]),
          ]),
    ],
  }
}

function policeSection({ arrest, charge }: OrderBreach): Section {
  const { outcome, date, offence, nextHearing, conditions } = charge
  return {
    heading: 'ARREST AND CHARGE',
    parts: [
      field('Arrested', arrest === undefined ? 'No' : `${formatMoment(arrest.when)}, by ${arrest.by}`),
      field('Charge', CHARGE[outcome]),
      ...optionalField('On', date),
      ...optionalField('Offence', offence),
      ...optionalField('Next hearing', nextHearing && `${nextHearing.date}, ${nextHearing.court}`),
      ...optionalField('Conditions', conditions),
    ],
  }
}

function render(data: OrderBreach, context: RenderContext): Layout {
  const { subject, witnesses, victims = [] } = data
  return layOut('BREACH OF AN ORDER', context, [
    { heading: 'ORDER', parts: orderParts(data.order) },
    {
      heading: 'SUBJECT OF THE ORDER',
      parts: peopleParts([subject], ({ ageBand }) => optionalField('Age', ageBand && bandInWords(ageBand))),
    },
    { heading: 'BREACHES', parts: breachParts(data) },
    ...(victims.length === 0 ? [] : [{ heading: 'VICTIMS', parts: peopleParts(victims) }]),
    {
      heading: 'WITNESSES',
      parts: witnesses.length === 0 ? [noneField('Known', 'None are known.')] : peopleParts(witnesses),
    },
    reportSection(data),
    policeSection(data),
    ...textSection('WHAT IS ASKED OF YOU', data.requestedAction),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

function classify({ subject, witnesses, victims = [], reported, breaches }: OrderBreach): Classification {
  const { informer } = reported
  const people = [subject, ...witnesses, ...victims, ...(informer === undefined ? [] : [informer])]
  const first = breaches.map(({ when }) => when.date).reduce((one, other) => (other < one ? other : one))
  const young = people.some((person) => isYoung(person, first))
  const categories: Category[] = [
    'subject-of-order',
    ...(witnesses.length > 0 ? ['witness' as const] : []),
    ...(victims.length > 0 ? ['victim' as const] : []),
    ...(informer === undefined ? [] : ['informer' as const]),
    ...(young ? ['young-person' as const] : []),
  ]
  return classificationOf('personal', categories, people)
}

export const orderBreach = defineKind({
  kind: 'order-breach',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: USUAL_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: {
      'uk-2010': ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s29'],
      'uk-2026': ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-10', 'dpa-2018-sch1-33'],
    },
    recipients: ['police', 'council', 'youth-offending'],
  },
  schema: OrderBreach,
  example,
  faults,
  render,
  classify,
})
