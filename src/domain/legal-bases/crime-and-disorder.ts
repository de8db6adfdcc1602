import { type LegalBasis, supporting } from '../legal-bases.ts'

/** The Crime and Disorder Act 1998 is in force under both rule sets (L1–L5, S4 §2.4.1.1). */
export const CRIME_AND_DISORDER_ACT: readonly LegalBasis[] = [
  {
    code: 'cda-1998-s115',
    rule: 'L1',
    name: 'Power to disclose to a relevant authority',
    statute: 'Crime and Disorder Act 1998, section 115',
    sentence:
      'Anybody may disclose to a relevant authority, or to a person acting on its behalf, where it is necessary or expedient for a provision of the Act. It is a power, not a duty, and it does not override data protection, human rights or confidentiality.',
    effect: { type: 'power', recipients: ['relevant'] },
  },
  {
    code: 'cda-1998-s17a',
    rule: 'L2',
    name: 'Duty to share depersonalised information',
    statute: 'Crime and Disorder Act 1998, section 17A',
    sentence:
      'A relevant authority must disclose to all other relevant authorities the depersonalised information of a prescribed description that is relevant to the reduction of crime and disorder.',
    effect: {
      type: 'duty',
      owed: 'a duty between relevant authorities',
      between: [{ senders: { classes: ['relevant'] }, recipients: { classes: ['relevant'] } }],
      only: { covers: 'depersonalised' },
    },
  },
  ...supporting('L3', 'Crime and Disorder (Prescribed Information) Regulations 2007, SI 2007/1831', [
    [
      'si-2007-1831',
      'Prescribed descriptions of information',
      'What section 17A covers, shared every three months and electronically: recorded crime and incidents; deliberate fires, assaults and malicious calls; anti-social behaviour, environmental crime, racial incidents, school exclusions and road collisions; hospital admissions for assault, drugs, alcohol and domestic abuse; ambulance calls to crime and disorder.',
    ],
  ]),
  ...supporting('L4', 'Crime and Disorder Act 1998, section 17', [
    [
      'cda-1998-s17',
      'General duty to consider crime and disorder',
      'An authority does all that it reasonably can, in everything it does, to prevent crime, disorder, anti-social behaviour, substance misuse and re-offending in its area.',
    ],
  ]),
  ...supporting('L5', 'Crime and Disorder Act 1998, section 6', [
    [
      'cda-1998-s6',
      'Strategies of the partnership',
      'The responsible authorities of an area make and carry out a strategy for reducing crime and disorder there.',
    ],
  ]),
]
