import type { CourtOrder } from './court-order-schema.ts'

/** A filled form for each type of order of 2010. Nobody in them exists. */

const magistrates = {
  name: "Testville Magistrates' Court",
  code: '0000',
  type: 'magistrates',
} as const

const applicant = { agency: 'Testville City Council, ASB team', officer: 'Sample Worker' }

const youngSubject: NonNullable<CourtOrder['subject']> = {
  name: 'Placeholder Pat',
  aliases: ['Patch'],
  dateOfBirth: '1994-04-01',
  gender: 'not-stated',
  address: '1 Made-Up Court, Testville',
  madeInAbsence: false,
}

const asbo: CourtOrder = {
  orderType: 'asbo',
  status: 'full',
  court: magistrates,
  hearingDate: '2010-03-01',
  orderDate: '2010-03-01',
  caseNumber: 'SAMPLE-10-0001',
  applicant,
  subject: youngSubject,
  findings:
    'On four evenings in two months the defendant threatened shopkeepers and passers-by at the parade in Nowhere Lane. An order is necessary to protect them.',
  prohibitions: [
    {
      n: 1,
      text: 'Entering the area of Nowhere Lane that is edged in red on the attached map.',
      kind: 'exclusion-area',
      map: 'map.pdf',
    },
    {
      n: 2,
      text: 'Meeting or speaking in any public place with the people named.',
      kind: 'non-association',
      persons: ['Specimen Sam', 'Dummy Drew'],
    },
    {
      n: 3,
      text: 'Being in any public place in Testville in a group of more than three people.',
      kind: 'group-size',
    },
    {
      n: 4,
      text: 'Using threatening or abusive words or behaviour towards any person in Testville.',
      kind: 'conduct',
    },
  ],
  geographicalScope: 'The City of Testville',
  startDate: '2010-03-01',
  expiryDate: '2012-02-29',
  durationText: 'Two years from the day of the order',
  service: {
    method: 'at-court',
    date: '2010-03-01',
    by: 'The court usher',
    to: 'Placeholder Pat and a parent',
  },
  justification: 'You asked for the order, supervise him, and are the first to see whether it is kept.',
  copiesTo: [
    'Placeholder Pat',
    'Testville City Council, ASB team',
    'Testville Youth Offending Team',
    'Police',
  ],
  review: { due: '2011-02-28', by: 'applicant', agency: 'Testville City Council, ASB team' },
}

const countyCourtOrder: CourtOrder = {
  orderType: 'county-court-order',
  status: 'full',
  court: { name: 'Testville County Court', type: 'county' },
  orderDate: '2010-03-08',
  caseNumber: 'SAMPLE-10-0002',
  applicant: { agency: 'Example Homes Housing Association' },
  subject: { name: 'Testina Example', dateOfBirth: '1975-11-23', address: '99 Imaginary Street, Testville' },
  prohibitions: [
    {
      n: 1,
      text: 'Playing music that can be heard in a neighbouring home after ten at night.',
      kind: 'conduct',
    },
  ],
  geographicalScope: 'Imaginary Street, Testville',
  startDate: '2010-03-08',
  untilFurtherOrder: true,
  durationText: 'Until further order',
  justification: 'Your tenant is to keep to it in and about your homes, and your officers meet her there.',
  copiesTo: ['Testina Example', 'Example Homes Housing Association'],
  linkedOrders: [],
}

const orderOnConviction: CourtOrder = {
  orderType: 'order-on-conviction',
  status: 'full',
  court: { name: 'Testville Crown Court', type: 'crown' },
  orderDate: '2010-03-03',
  caseNumber: 'SAMPLE-10-0003',
  subject: { ...youngSubject, sensitive: [{ type: 'offences', text: 'Convicted of criminal damage.' }] },
  prohibitions: [{ n: 1, text: 'Carrying spray paint or marker pens in any public place.', kind: 'conduct' }],
  geographicalScope: 'England and Wales',
  startDate: '2010-03-03',
  expiryDate: '2013-03-02',
  durationText: 'Three years from the day of the order',
  justification: 'You supervise him, and the police are to know it before the next meeting of the group.',
  copiesTo: ['Placeholder Pat', 'Police', 'Testville Youth Offending Team'],
  review: { due: '2011-02-21', by: 'police' },
}

const interimAsbo: CourtOrder = {
  orderType: 'interim-asbo',
  status: 'interim',
  court: magistrates,
  hearingDate: '2010-02-01',
  orderDate: '2010-02-01',
  caseNumber: 'SAMPLE-10-0004',
  applicant,
  subject: { ...youngSubject, madeInAbsence: true },
  prohibitions: [
    {
      n: 1,
      text: 'Entering the area of Nowhere Lane that is edged in red on the attached map.',
      kind: 'exclusion-area',
      map: 'map.pdf',
    },
  ],
  geographicalScope: 'Nowhere Lane, Testville',
  startDate: '2010-02-01',
  durationText: 'Until the hearing of the application',
  interimUntil: '2010-03-01',
  service: { method: 'in-person', date: '2010-02-02', by: 'PC Sample', to: 'Placeholder Pat' },
  justification: 'It holds from today, before the hearing, and your officers may meet him tonight.',
  copiesTo: ['Placeholder Pat', 'Testville City Council, ASB team'],
}

const individualSupportOrder: CourtOrder = {
  orderType: 'individual-support-order',
  status: 'full',
  court: magistrates,
  orderDate: '2010-03-01',
  caseNumber: 'SAMPLE-10-0005',
  applicant,
  subject: youngSubject,
  requirements: [
    { n: 1, text: 'Attending the youth inclusion project on Tuesdays and Thursdays at four o’clock.' },
    { n: 2, text: 'Taking part in a course on the effects of alcohol.' },
  ],
  startDate: '2010-03-01',
  expiryDate: '2010-07-31',
  durationText: 'Five months',
  responsibleOfficer: { name: 'Specimen Officer', agency: 'Testville Youth Offending Team' },
  justification: 'You are to arrange the sessions that it requires of him.',
  copiesTo: ['Placeholder Pat', 'Testville Youth Offending Team'],
  linkedOrders: [
    {
      orderType: 'asbo',
      caseNumber: 'SAMPLE-10-0001',
      orderDate: '2010-03-01',
      expiryDate: '2012-02-29',
    },
  ],
}

const parentingOrder: CourtOrder = {
  orderType: 'parenting-order',
  status: 'full',
  court: magistrates,
  orderDate: '2010-03-01',
  caseNumber: 'SAMPLE-10-0006',
  subject: { name: 'Parent Placeholder', dateOfBirth: '1970-06-15', address: '1 Made-Up Court, Testville' },
  others: [{ name: 'Placeholder Pat', dateOfBirth: '1994-04-01', relation: 'child' }],
  requirements: [
    { n: 1, text: 'Attending a parenting programme once a week for three months.' },
    { n: 2, text: 'Ensuring that the child is at home between nine at night and six in the morning.' },
  ],
  startDate: '2010-03-01',
  expiryDate: '2011-02-28',
  durationText: 'Twelve months',
  responsibleOfficer: { name: 'Specimen Officer', agency: 'Testville Youth Offending Team' },
  justification: 'You are to run the programme that it requires the parent to attend.',
  copiesTo: ['Parent Placeholder', 'Testville Youth Offending Team'],
  linkedOrders: [{ orderType: 'asbo', caseNumber: 'SAMPLE-10-0001' }],
}

export const EXAMPLES_2010: readonly CourtOrder[] = [
  asbo,
  countyCourtOrder,
  orderOnConviction,
  interimAsbo,
  individualSupportOrder,
  parentingOrder,
]
