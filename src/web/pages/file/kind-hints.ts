import type { KindName } from '../../../domain/wire/referral-fields.ts'

/** What a mail of each kind does, as whoever reads it sees it; those that mail is most often come first. */
export const HINTS: Readonly<Record<KindName, string>> = {
  reply: 'It answers what your team asked or told.',
  note: 'It lets you know of something that fits no other kind.',
  'information-request': 'It asks what you know, about a person or a place.',
  concern: 'It tells of something that was noticed in other work.',
  'asb-incident': 'It tells of an incident of anti-social behaviour (ASB).',
  'early-intervention': 'It asks that a young person is helped, before any order is thought of.',
  'evidence-request': 'It asks for what would show a court that an order is needed.',
  'evidence-bundle': 'It gives that evidence.',
  'court-order': 'It tells of an order that was made.',
  'order-breach': 'It tells that an order was not kept to.',
  'asb-panel-referral': 'It brings a victim, a perpetrator or a place before the ASB panel.',
  'marac-referral':
    'It refers a victim of domestic abuse to the multi-agency risk assessment conference (MARAC).',
  'marac-research': 'It asks for research for that conference, or gives it.',
  'ppo-nomination': 'It nominates a prolific and other priority offender (PPO).',
  'dip-notice': 'It tells of a drug test on arrest, for the Drug Interventions Programme (DIP).',
  'scrutiny-request': 'A crime and disorder scrutiny committee asks for something.',
  'verbal-disclosure': 'It records what was told by word of mouth.',
  'paper-disclosure': 'It records what was handed over on paper.',
}

/** All of them, in that order. */
export const KINDS_TO_FILE = Object.keys(HINTS) as readonly KindName[]
