import type { KindName } from '../../../domain/wire/referral-fields.ts'

/** When to choose which kind, as whoever sends something thinks of it. */
export const WHEN: Readonly<Record<KindName, string>> = {
  'asb-incident':
    'Tell of an incident of anti-social behaviour (ASB) that was reported to you, with who reported it and who is suspected.',
  concern: 'Tell another agency of something that you noticed in other work, in a few minutes.',
  'early-intervention':
    'Have a young person helped, with the family’s agreement, before any order is thought of.',
  'information-request': 'Ask what partners know, about a person or a place.',
  'evidence-request': 'Ask for what would show a court that an order is needed.',
  'evidence-bundle': 'Give that evidence, item by item, with exhibits.',
  'court-order': 'Tell of an order that was made.',
  'order-breach': 'Tell that an order was not kept to.',
  'asb-panel-referral': 'Have a victim, a perpetrator or a place discussed by the ASB panel.',
  'marac-referral':
    'Refer a victim of domestic abuse to the multi-agency risk assessment conference (MARAC).',
  'marac-research': 'Ask for research for a conference, or tell what was found.',
  'ppo-nomination': 'Nominate somebody as a prolific and other priority offender (PPO).',
  'dip-notice':
    'Tell of a drug test on arrest and the assessment after it: the Drug Interventions Programme (DIP).',
  'scrutiny-request': 'Ask as a crime and disorder scrutiny committee.',
  reply: 'Answer what was asked.',
  note: 'Let somebody know of something that fits no other kind.',
  'verbal-disclosure': 'Record what was told by word of mouth.',
  'paper-disclosure': 'Record what was handed over on paper.',
}
