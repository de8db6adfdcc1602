import type { EarlyIntervention } from './early-intervention-schema.ts'

/** A filled form. Nobody in it exists. */
export const earlyInterventionExample: EarlyIntervention = {
  referredOn: '2010-03-01',
  referrer: {
    name: 'Sample Worker',
    role: 'Case worker, ASB team',
    contact: 'Telephone 01632 960010',
  },
  youngPerson: {
    name: 'Placeholder Pat',
    aliases: ['Patch'],
    dateOfBirth: '1994-04-01',
    address: '1 Made-Up Court, Testville',
    agreedOn: '2010-02-26',
    languages: 'English',
    interpreter: false,
    care: ['early-help-assessment'],
    sensitive: [{ type: 'physical-or-mental-health', text: 'Asthma; carries an inhaler.' }],
  },
  carers: [
    {
      name: 'Mock Parent',
      relation: 'parent',
      parentalResponsibility: true,
      contact: 'Telephone 01632 960011, after six in the evening',
      agreedOn: '2010-02-26',
    },
    { name: 'Mock Grandparent', relation: 'grandparent', parentalResponsibility: false },
  ],
  household: [{ name: 'Dummy Drew', youngPerson: true, relation: 'sibling' }],
  school: {
    name: 'Testville High School',
    contact: 'Head of year 11, telephone 01632 960012',
    yearGroup: 11,
    attendance: 71,
    exclusions: 'Two days in January, for fighting.',
    specialNeeds: 'Reads slowly; a statement is being considered.',
  },
  behaviour: {
    nature: {
      codes: ['rowdy', 'young-people'],
      text: 'One of about eight who gather at the shops and shout at people passing.',
    },
    from: { date: '2009-12-01' },
    to: { date: '2010-02-26', time: '23:10' },
    place: 'Parade of shops, Nowhere Lane, Testville',
  },
  frequency: 'weekly',
  severity: 5,
  riskFactors: ['family-conflict', 'school-absence', 'learning-needs', 'peers-in-trouble'],
  agencies: [{ agency: 'school', worker: 'Example Mentor' }, { agency: 'youth-service' }],
  triedAlready: 'A letter to the home in January, and a visit with the neighbourhood officer in February.',
  visiting: 'There is a dog. Ask for Mock Parent.',
  requestedAction:
    'Please say whether you know Placeholder Pat, who leads, and what you could offer before an order is thought of.',
  whatWeWillSendBack: 'The plan that the panel agrees on, and in six months what came of it.',
  justification:
    'The group is being pushed towards older people; help in these weeks is better than an order later.',
  caveats: 'Attendance is as the school gave it in January.',
}
