import type { LegalBasis } from '../legal-bases.ts'

const STATUTE =
  'Police and Justice Act 2006, sections 19 and 20; Crime and Disorder (Overview and Scrutiny) Regulations 2009, regulation 5'

/**
 * The duty towards a crime and disorder committee (L6, F15, S4 §2.4.1.2). The committee is one of a council, which says in
 * the agreement that it takes part as one, and may say which of its mailboxes is the committee's: then no other is reached.
 */
const towardsCommittee = {
  type: 'duty',
  owed: "a duty of responsible authorities and co-operating bodies towards a council's crime and disorder committee",
  between: [
    {
      senders: { classes: ['responsible', 'co-operating'] },
      recipients: { bodies: ['scrutiny-committee'] },
    },
  ],
} as const

export const SCRUTINY: readonly LegalBasis[] = [
  {
    code: 'pja-2006-s19',
    rule: 'L6',
    name: 'Duty to inform a crime and disorder committee',
    statute: STATUTE,
    sentence:
      'At the request of a crime and disorder committee a responsible authority or co-operating body gives it depersonalised information. It must not prejudice legal proceedings, or current or future operations.',
    effect: {
      ...towardsCommittee,
      only: { covers: 'depersonalised', instead: 'pja-2006-s19-identified' },
    },
  },
  {
    code: 'pja-2006-s19-identified',
    rule: 'L6',
    name: 'Duty to inform a committee, identification necessary',
    statute: STATUTE,
    sentence:
      'The crime and disorder committee has asked, and cannot properly exercise its powers unless somebody is identified. It must not prejudice legal proceedings, or current or future operations. Name the power to disclose and the conditions as well.',
    effect: { ...towardsCommittee, only: { covers: 'personal', instead: 'pja-2006-s19' } },
  },
]
