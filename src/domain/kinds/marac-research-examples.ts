import type { ResearchFindings, ResearchRequest } from './marac-research.ts'

/** Filled forms. Nobody in them exists. */

export const researchExample: ResearchRequest = {
  form: 'request',
  caseReference: 'SAMPLE-M-0001',
  conference: { date: '2010-03-18', place: 'Testville Town Hall' },
  people: [
    {
      name: 'Testina Example',
      dateOfBirth: '1982-07-14',
      address: '99 Imaginary Street, Testville',
      as: 'victim',
    },
    { name: 'Placeholder Pat', aliases: ['Patch'], dateOfBirth: '1980-04-01', as: 'offender' },
    {
      name: 'Dummy Example',
      dateOfBirth: '2004-11-30',
      address: '99 Imaginary Street, Testville',
      as: 'child-at-risk',
    },
  ],
  questions: ['Do you know where the second person lives now?'],
  whyNeeded:
    'The conference decides how to make the first person and the child safe, and has one quarter of an hour.',
  whatWeWillSendBack: 'The actions that the conference gives your agency, on the same day.',
  caveats: 'The present address of the second person is not known.',
}

export const findingsExample: ResearchFindings = {
  form: 'findings',
  caseReference: 'SAMPLE-M-0001',
  conference: { date: '2010-03-18', place: 'Testville Town Hall' },
  researchedOn: '2010-03-09',
  searched: ['Noise complaints', 'Graffiti', 'Street enforcement'],
  people: [
    {
      name: 'Testina Example',
      dateOfBirth: '1982-07-14',
      as: 'victim',
      outcome: 'held',
      details:
        'Neighbours complained of shouting at her address four times since January, always in the evening.',
      lastContact: '2010-03-02',
      worker: 'Sample Officer, noise team',
    },
    { name: 'Placeholder Pat', dateOfBirth: '1980-04-01', as: 'offender', outcome: 'nothing-held' },
    { name: 'Dummy Example', dateOfBirth: '2004-11-30', as: 'child-at-risk', outcome: 'nothing-held' },
  ],
  abuse: { frequency: 'Complaints on 9, 17 and 25 January and on 2 March.' },
  justification:
    'The complaints show that what the conference is to consider happens more often than was reported to the police.',
  caveats: 'Nobody from the noise team has been inside the address.',
}
