import type { MaracReferral } from './marac-referral.ts'

/** A filled form. Nobody in it exists. */
export const maracReferralExample: MaracReferral = {
  referredOn: '2010-02-26',
  referrer: {
    name: 'Sample Worker',
    position: 'Case worker',
    agency: 'Testville Council',
    contact: 'Telephone 01632 960010, in office hours',
  },
  ownReference: 'SAMPLE-M-0001',
  risk: {
    criteria: ['visible-high-risk', 'professional-judgement'],
    ticks: 15,
    judgement: 'She is more afraid than she was in January, and says so without being asked.',
  },
  victim: {
    name: 'Testina Example',
    dateOfBirth: '1982-07-14',
    address: '99 Imaginary Street, Testville',
    contact: 'Telephone 01632 960001',
    safeToContact: 'Between ten and two on weekdays. Her sister is safe to talk to; his mother is not.',
    safeToLeaveMessage: false,
    knowsOfReferral: true,
    wantsPolice: 'not-known',
  },
  offenders: [
    {
      name: 'Placeholder Pat',
      aliases: ['Patch'],
      dateOfBirth: '1980-04-01',
      relationship: 'Former partner of the victim',
    },
  ],
  childrenAtRisk: [
    {
      name: 'Dummy Example',
      dateOfBirth: '2004-11-30',
      address: '99 Imaginary Street, Testville',
      relationship: 'Child of the victim and of the offender',
      school: 'Imaginary Street Primary School',
    },
  ],
  abuse: {
    sorts: ['physical', 'controlling-or-coercive'],
    details:
      'He waits outside her work and has taken her telephone twice.\nOn 20 February he pushed her against a door while the child was in the room.',
    latest: { date: '2010-02-20', time: '18:00' },
    injuries: 'Bruised shoulder, seen by her doctor on 22 February.',
    frequency: 'Once a month last year, every week since January.',
    pregnant: 'no',
  },
  otherConcerns: 'He has said that he will not let her take the child to another town.',
  stepsTaken: 'Locks changed on 23 February.',
  victimConsent: { state: 'given' },
  requestedAction: 'Please say what you hold on the three of them, and come to the conference with it.',
  justification:
    'The checklist shows high risk, and what is happening is happening more often. No single agency can make her safe.',
  caveats: 'His present address is not known; he may be staying with his mother.',
}
