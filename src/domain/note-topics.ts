/** What a note is about: a case, or one of the things for enforcement, prevention and reassurance that are told as a matter of routine (BP10). */
export const TOPICS = {
  case: 'A case that we share',
  'street-lighting': 'Street lighting',
  cctv: 'Cameras: where they are, and what they cover',
  'neighbourhood-watch': 'Neighbourhood Watch',
  'police-operation': 'A police operation',
  'burglary-prevention': 'A scheme against burglary',
  'youth-provision': 'Provision for young people',
  'targeted-patrols': 'Where patrols are targeted',
  'public-services': 'Where public services are',
  other: 'Something else',
} as const
