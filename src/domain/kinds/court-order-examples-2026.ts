import type { CourtOrder } from './court-order-schema.ts'

/** A filled form for each type of order of 2026. Nobody in them exists. */

const countyCourt = { name: 'County Court at Testville', code: '0001', type: 'county' } as const
const applicant = { agency: 'Testville City Council, ASB team', officer: 'Sample Worker' }
const police = { name: 'Testshire Police', officer: 'PC Sample' }

const adult = {
  name: 'Testina Example',
  dateOfBirth: '1991-11-23',
  gender: 'female',
  address: '99 Imaginary Street, Testville',
} as const
const young = { name: 'Placeholder Pat', dateOfBirth: '2010-04-01', address: '1 Made-Up Court, Testville' }

const noise = {
  n: 1,
  text: 'Shouting or playing music that can be heard in a neighbouring home after ten at night.',
  kind: 'conduct',
} as const
const area = {
  n: 1,
  text: 'Entering the area of Nowhere Lane that is edged in red on the attached map.',
  kind: 'exclusion-area',
  map: 'map.pdf',
} as const
const course = {
  n: 2,
  text: 'Attending the alcohol service for six sessions.',
  supervisor: 'Specimen Officer, Testville Alcohol Service',
}

const civilInjunction: CourtOrder = {
  orderType: 'civil-injunction',
  status: 'full',
  court: { name: 'Testville Youth Court', type: 'youth' },
  hearingDate: '2026-06-01',
  orderDate: '2026-06-01',
  caseNumber: 'SAMPLE-26-0001',
  applicant,
  subject: young,
  prohibitions: [area],
  requirements: [course],
  geographicalScope: 'The City of Testville',
  startDate: '2026-06-01',
  expiryDate: '2027-05-31',
  durationText: 'Twelve months',
  justification: 'You supervise him, and are to say to the court whether it is kept.',
  copiesTo: ['Placeholder Pat', 'Testville Youth Justice Service'],
}

const interimCivilInjunction: CourtOrder = {
  orderType: 'interim-civil-injunction',
  status: 'interim',
  court: countyCourt,
  orderDate: '2026-05-01',
  caseNumber: 'SAMPLE-26-0002',
  applicant,
  subject: { ...adult, madeInAbsence: true },
  prohibitions: [noise],
  geographicalScope: 'Imaginary Street, Testville',
  startDate: '2026-05-01',
  durationText: 'Until the hearing',
  interimUntil: '2026-05-29',
  justification: 'It holds from today, before the hearing, and your officers may meet her tonight.',
  copiesTo: ['Testina Example'],
}

const criminalBehaviourOrder: CourtOrder = {
  orderType: 'criminal-behaviour-order',
  status: 'full',
  court: { name: 'Testville Youth Court', code: '0002', type: 'youth' },
  orderDate: '2026-06-08',
  caseNumber: 'SAMPLE-26-0003',
  applicant: { agency: 'Crown Prosecution Service' },
  subject: young,
  prohibitions: [
    area,
    {
      n: 3,
      text: 'Meeting in any public place with the person named.',
      kind: 'non-association',
      persons: ['Specimen Sam'],
    },
  ],
  requirements: [course],
  geographicalScope: 'England and Wales',
  startDate: '2026-06-08',
  expiryDate: '2028-06-07',
  durationText: 'Two years',
  justification: 'You are to supervise what it requires, and to review it each year.',
  copiesTo: ['Placeholder Pat', 'Police', 'Testville Youth Justice Service'],
  review: { due: '2027-06-07', by: 'police', agency: 'Testshire Police' },
}

const interimCriminalBehaviourOrder: CourtOrder = {
  orderType: 'interim-criminal-behaviour-order',
  status: 'interim',
  court: { name: "Testville Magistrates' Court", type: 'magistrates' },
  orderDate: '2026-05-04',
  caseNumber: 'SAMPLE-26-0004',
  applicant: { agency: 'Crown Prosecution Service' },
  subject: adult,
  prohibitions: [noise],
  geographicalScope: 'England and Wales',
  startDate: '2026-05-04',
  untilFurtherOrder: true,
  durationText: 'Until the final hearing or further order',
  justification: 'It holds until sentence, and your officers may meet her before.',
  copiesTo: ['Testina Example', 'Police'],
}

const respectOrder: CourtOrder = {
  orderType: 'respect-order',
  status: 'full',
  court: countyCourt,
  orderDate: '2026-07-01',
  caseNumber: 'SAMPLE-26-0005',
  applicant,
  subject: adult,
  prohibitions: [noise],
  requirements: [course],
  geographicalScope: 'Imaginary Street, Testville',
  startDate: '2026-07-01',
  untilFurtherOrder: true,
  durationText: 'Until further order',
  riskAssessment: { date: '2026-06-10', by: 'Testville City Council, ASB team' },
  justification: 'You asked for the order, and are the first to see whether it is kept.',
  copiesTo: ['Testina Example', 'Police'],
}

const interimRespectOrder: CourtOrder = {
  orderType: 'interim-respect-order',
  status: 'interim',
  court: countyCourt,
  orderDate: '2026-06-15',
  caseNumber: 'SAMPLE-26-0006',
  applicant,
  subject: { ...adult, madeInAbsence: true },
  prohibitions: [noise],
  geographicalScope: 'Imaginary Street, Testville',
  startDate: '2026-06-15',
  durationText: 'Until the hearing',
  interimUntil: '2026-07-01',
  riskAssessment: { date: '2026-06-10', by: 'Testville City Council, ASB team' },
  justification: 'It holds from today, before the hearing, and your officers may meet her tonight.',
  copiesTo: ['Testina Example'],
}

const dispersalDirection: CourtOrder = {
  orderType: 'dispersal-direction',
  status: 'full',
  authority: { ...police, authorisedBy: 'Inspector Placeholder' },
  orderDate: '2026-06-19',
  caseNumber: 'SAMPLE-26-0007',
  subject: young,
  prohibitions: [
    { n: 1, text: 'Returning to the parade of shops in Nowhere Lane, Testville.', kind: 'exclusion-area' },
  ],
  startDate: '2026-06-19',
  startTime: '20:00',
  expiryDate: '2026-06-21',
  expiryTime: '20:00',
  durationText: '48 hours',
  justification: 'He may come to your young people’s centre in the hours in which he may not be near it.',
  copiesTo: [],
}

const communityProtectionNotice: CourtOrder = {
  orderType: 'community-protection-notice',
  status: 'full',
  authority: { name: 'Testville City Council', officer: 'Sample Worker' },
  orderDate: '2026-06-22',
  caseNumber: 'SAMPLE-26-0008',
  subject: adult,
  requirements: [{ n: 1, text: 'Clearing the front garden of waste within two weeks.' }],
  startDate: '2026-06-22',
  untilFurtherOrder: true,
  durationText: 'Until it is withdrawn',
  warningDate: '2026-06-01',
  service: {
    method: 'in-person',
    date: '2026-06-22',
    by: 'Sample Worker',
    to: 'Testina Example',
  },
  justification: 'Your wardens pass the house daily and see whether the notice is kept.',
  copiesTo: ['Testina Example'],
}

const publicSpacesProtectionOrder: CourtOrder = {
  orderType: 'public-spaces-protection-order',
  status: 'full',
  authority: { name: 'Testville City Council' },
  orderDate: '2026-04-01',
  caseNumber: 'SAMPLE-26-0009',
  area: { description: 'Nowhere Park, Testville, as edged in red on the map.', map: 'map.pdf' },
  prohibitions: [{ n: 1, text: 'Drinking alcohol in the park.', kind: 'conduct' }],
  startDate: '2026-04-13',
  expiryDate: '2029-04-12',
  durationText: 'Three years',
  service: { method: 'published', date: '2026-04-02' },
  copiesTo: [],
}

const closureNotice: CourtOrder = {
  orderType: 'closure-notice',
  status: 'full',
  authority: { name: 'Testshire Police', officer: 'Superintendent Sample' },
  orderDate: '2026-06-25',
  caseNumber: 'SAMPLE-26-0010',
  premises: {
    address: '7 Imaginary Street, Testville',
    description: 'Ground-floor flat',
    dwelling: true,
  },
  others: [{ name: 'Occupier Sample', relation: 'occupier' }],
  prohibitions: [{ n: 1, text: 'Access to the premises by anybody who does not live there.', kind: 'other' }],
  startDate: '2026-06-25',
  startTime: '10:00',
  expiryDate: '2026-06-27',
  expiryTime: '10:00',
  durationText: '48 hours',
  service: {
    method: 'left-at-premises',
    date: '2026-06-25',
    by: 'PC Sample',
    to: 'The occupier',
  },
  justification: 'You asked for the notice, and may have to rehouse whoever lives there.',
  copiesTo: ['Testville City Council, ASB team'],
}

const closureOrder: CourtOrder = {
  orderType: 'closure-order',
  status: 'full',
  court: { name: "Testville Magistrates' Court", type: 'magistrates' },
  hearingDate: '2026-06-26',
  orderDate: '2026-06-26',
  caseNumber: 'SAMPLE-26-0011',
  applicant: { agency: 'Testshire Police' },
  premises: { address: '12 Nowhere Lane, Testville', description: 'Shop', dwelling: false },
  prohibitions: [{ n: 1, text: 'Access to the premises by anybody but the owner.', kind: 'other' }],
  startDate: '2026-06-26',
  expiryDate: '2026-08-25',
  durationText: 'Two months',
  justification: 'You asked for the order, and may have to rehouse whoever lives there.',
  copiesTo: ['Testville City Council, ASB team'],
  linkedOrders: [{ orderType: 'closure-notice', caseNumber: 'SAMPLE-26-0010', orderDate: '2026-06-25' }],
}

export const EXAMPLES_2026: readonly CourtOrder[] = [
  civilInjunction,
  interimCivilInjunction,
  criminalBehaviourOrder,
  interimCriminalBehaviourOrder,
  respectOrder,
  interimRespectOrder,
  dispersalDirection,
  communityProtectionNotice,
  publicSpacesProtectionOrder,
  closureNotice,
  closureOrder,
]
