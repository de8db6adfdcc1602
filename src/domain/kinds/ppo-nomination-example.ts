import type { PpoNomination } from './ppo-nomination.ts'

/** A filled form. Nobody in it exists. */
export const ppoNominationExample: PpoNomination = {
  nominatedOn: '2010-02-26',
  offender: {
    name: 'Placeholder Pat',
    aliases: ['Patch'],
    dateOfBirth: '1988-04-01',
    address: '1 Made-Up Court, Testville',
  },
  schemeReference: 'SAMPLE-P-0001',
  status: 'in-custody',
  criminalHistory: {
    lastConviction: {
      date: '2009-09-14',
      offence: 'Burglary of a shop in Nowhere Lane',
      sentence: 'Nine months in custody',
    },
    recentOffences: 'Three thefts from vehicles in August 2009, admitted and taken into consideration.',
    summary: 'Eleven convictions since 2004, all for theft or burglary.',
  },
  previousSentences: [
    {
      sort: 'community-order',
      from: '2007-05-02',
      to: '2008-05-01',
      details: 'Breached once, then completed.',
    },
    { sort: 'custody', from: '2009-09-14' },
  ],
  assessment: {
    system: 'oasys',
    date: '2009-10-20',
    text: 'High likelihood of reconviction, linked to drug use and to having nowhere to live.',
  },
  drugsAndAlcohol: 'Says that every offence of last year was to pay for heroin.',
  treatment: 'Began treatment in custody in October; no place has been found for him outside.',
  educationAndOccupation: 'Finished a course in brick-laying in January.',
  releaseDate: '2010-03-29',
  requestedAction:
    'Please say whether you agree to the nomination, and what you can offer from the day of release.',
  justification:
    'One in six burglaries of shops in the area last summer was his. They stopped when he went into custody.',
  caveats: 'The conviction of 2004 is from his own account.',
}
