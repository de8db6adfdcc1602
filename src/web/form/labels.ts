import type { Category, DataClass } from '../../domain/wire/referral-fields.ts'
import { capitalised } from '../words.ts'

/** What a field is asked by, and what helps to answer it. `one`: what one entry of a list is called. */
export type Words = { label: string; hint?: string; one?: string }

/**
 * The fields of the forms in the words of a question, by `parent.field` where the name alone would not say it, else by `field`.
 * A field that is not here is called by its name: `geographicalScope` is the geographical scope.
 */
const WORDS: Readonly<Record<string, string | Words>> = {
  // who
  aliases: { label: 'Other names', hint: 'Put each on a line of its own.' },
  dateOfBirth: 'Date of birth',
  youngPerson: {
    label: 'Is this person under 18?',
    hint: 'Answer it where the date of birth is not known.',
  },
  contact: { label: 'How to reach them', hint: 'For example, a telephone number or a mail address.' },
  safeToContact: { label: 'How to contact them safely', hint: 'What must not be done, and when to call.' },
  description: {
    label: 'Description',
    hint: 'What they look like, where the name is not known or not enough.',
  },
  sensitive: {
    label: 'Sensitive details',
    hint: 'Such as offences, health or origin. Give what the purpose needs and no more.',
    one: 'Sensitive detail',
  },
  wantsAnonymity: 'Do they want to stay anonymous?',
  suspectedPerpetrators: { label: 'Suspected perpetrators', one: 'Suspected perpetrator' },
  victims: { label: 'Victims', one: 'Victim' },
  witnesses: { label: 'Witnesses', one: 'Witness' },
  informer: { label: 'Informer', hint: 'Whoever reported it.' },
  people: { label: 'People', one: 'Person' },
  subjects: { label: 'Whom it is about', one: 'Person' },
  carers: { label: 'Carers', one: 'Carer' },
  household: { label: 'Others in the household', one: 'Member of the household' },
  others: { label: 'Others whom the order is about', one: 'Person' },
  perpetrators: { label: 'Perpetrators', one: 'Perpetrator' },
  offenders: { label: 'Alleged perpetrators of the abuse', one: 'Alleged perpetrator' },
  childrenAtRisk: { label: 'Children at risk', one: 'Child' },
  otherPeople: { label: 'Other people', one: 'Person' },
  part: 'What part do they have in it?',
  as: 'What is their part?',
  relation: 'Relation',
  roles: 'What is their part?',
  persons: { label: 'Whom not to meet, by name', hint: 'Put each on a line of its own.' },
  referrer: 'Who refers it',
  'youngPerson.languages': 'Languages',
  'youngPerson.interpreter': 'Is an interpreter needed?',
  'youngPerson.youngPerson': 'Is this person under 18?',
  agreedOn: {
    label: 'Day on which they agreed',
    hint: 'Leave it out where they have not been asked or did not agree.',
  },
  parentalResponsibility: 'Do they have parental responsibility?',
  care: 'Care and plans',
  ageBand: { label: 'Age on the day of the order', hint: 'Where the date of birth is not known.' },
  madeInAbsence: 'Was the order made in their absence?',
  repeat: 'Are they a repeat victim?',
  knows: 'Do they know of this referral?',
  knowsOfReferral: 'Does the victim know of this referral?',
  safeToLeaveMessage: 'Is it safe to leave a message?',
  wantsPolice: 'Does the victim want the police to be involved?',
  attends: 'Will you attend the panel?',
  instead: 'Who attends instead',
  willAttend: 'Is the witness willing to attend court?',
  worker: 'Name of the worker',

  // what, when and where
  reference: 'Own reference',
  ownReference: 'Own reference',
  nature: 'What sort of behaviour it is',
  'nature.codes': 'Sorts of behaviour',
  'null.text': 'What you want to tell',
  text: 'Details',
  codes: 'Sorts',
  'incident.from': 'When it began',
  'incident.to': 'When it ended',
  'behaviour.from': 'Since when it has gone on',
  'behaviour.to': 'When it ended',
  'period.from': 'First day',
  'period.to': 'Last day',
  'previousSentences.from': 'From',
  'previousSentences.to': 'To',
  'service.to': 'Whom it was served on',
  'reported.to': 'Who took the report',
  by: 'By whom',
  date: 'Date',
  time: { label: 'Time', hint: 'For example, 21:30. Leave it out where it is not known.' },
  when: 'When it was',
  until: 'Until when',
  at: 'When it was',
  place: 'Place',
  'place.description': 'Which place it is',
  'location.description': 'Which place it is',
  'area.description': 'Which area it is',
  'premises.description': 'Description of the premises',
  map: { label: 'Name of an attached map', hint: 'As the file is called that you will attach.' },
  sort: 'Sort',
  'place.sort': 'Sort of place',
  'location.sort': 'Sort of place',
  dwelling: 'Does anybody live there?',
  narrative: { label: 'What happened', hint: 'Name here nobody whom you have not listed before.' },
  noticed: 'What you noticed',
  signs: 'What it might be a sign of',
  learnt: 'How you learnt of it',
  immediateDanger: {
    label: 'Is anybody in immediate danger?',
    hint: 'In an emergency call 999: a referral is not read at once.',
  },
  alreadyDone: 'What has been done already',
  requestedAction: 'What you ask of them',
  justification: {
    label: 'Why it is shared',
    hint: 'Each case is considered by itself, on evidence.',
  },
  whyNeeded: { label: 'Why you need it', hint: 'Each case is considered by itself, on evidence.' },
  caveats: {
    label: 'What is doubtful or missing',
    hint: 'Say it, and share all the same: doubt is no reason to withhold.',
  },
  whatWeWillSendBack: 'What you will send back',
  triedAlready: 'What has been tried already',
  visiting: 'What to know before a visit',
  severity: { label: 'How severe it is', hint: 'From 1 to 10.' },
  'abuse.frequency': 'How often it happens, and whether that is changing',
  frequency: 'How often it happens',
  riskFactors: 'Risk factors',
  agencies: { label: 'Agencies that know the family', one: 'Agency' },
  yearGroup: { label: 'Year group', hint: 'From 0 to 13.' },
  attendance: { label: 'Attendance', hint: 'In per cent.' },
  steps: { label: 'Steps taken before', one: 'Step' },
  whyNoSteps: 'Why no steps were taken',
  asked: 'What you ask the panel for',
  effect: 'What effect it has',
  past: { label: 'Past sentences, orders and agreements', one: 'Sentence, order or agreement' },
  previousSentences: { label: 'Previous sentences', one: 'Sentence' },
  wanted: { label: 'Evidence that you ask for', one: 'Piece of evidence' },
  items: { label: 'Items', one: 'Item' },
  inCourt: 'May it be used in court?',
  obtained: 'How it was obtained',
  howObtained: 'More on how it was obtained',
  shows: 'What it shows',
  'items.terms': 'On what terms',
  'items.date': 'When it is from',
  exhibit: { label: 'Name of the attached file', hint: 'As the file is called that you will attach.' },
  checklist: { label: 'Name of the attached checklist', hint: 'As the file is called that you will attach.' },
  orderSought: 'Which order is sought',
  group: 'The group that they belong to',

  // orders
  orderType: 'Type of order',
  status: 'Status',
  n: { label: 'Number', hint: 'As the order itself counts it.' },
  prohibitions: { label: 'Prohibitions', one: 'Prohibition' },
  requirements: { label: 'Requirements', one: 'Requirement' },
  kind: 'Sort',
  expiryDate: 'Last day on which it has effect',
  expiryTime: { label: 'Time at which it ends', hint: 'For example, 21:30.' },
  startTime: { label: 'Time at which it begins', hint: 'For example, 21:30.' },
  untilFurtherOrder: 'It holds until further order',
  durationText: 'How long it lasts, in the words of the order',
  interimUntil: 'Last day of the interim order',
  service: 'How it was served',
  copiesTo: { label: 'Who else was given a copy', hint: 'Put each on a line of its own.' },
  review: 'When it is reviewed',
  done: 'Day on which it was reviewed',
  due: 'Day by which it is due',
  linkedOrders: { label: 'Orders that belong to it', one: 'Order' },
  history: { label: 'Changes of the order', one: 'Change' },
  'perpetrators.history': 'History',
  event: 'What changed',
  breaches: { label: 'Breaches', one: 'Breach' },
  'breaches.terms': {
    label: 'Which terms were broken',
    hint: 'The numbers as the order counts them, each on a line of its own.',
  },
  wording: 'Their wording',
  where: 'Where it was',
  reported: 'How it was reported',
  how: 'How',
  charge: 'Whether they were charged',

  // conferences, treatment, requests, records
  criteria: 'Why it is a case for the conference',
  ticks: { label: 'Ticks on the risk checklist', hint: 'From 0 to 50.' },
  incidents: { label: 'Incidents reported to the police in a year', hint: 'From 0 to 999.' },
  judgement: 'Your professional judgement',
  lastHeard: 'When the conference last heard of them',
  sorts: 'Sorts of abuse',
  latest: 'When it was last',
  pregnant: 'Is the victim pregnant?',
  victimConsent: 'Whether the victim agreed',
  whyWithout: 'Why it is referred without their agreement',
  searched: { label: 'Records that were searched', hint: 'Put each on a line of its own.' },
  'people.outcome': 'What do you hold about them?',
  'people.details': 'What is held, or why it may not be shared',
  lastContact: 'Day of the last contact',
  researchedOn: 'Day of the research',
  questions: { label: 'Questions', hint: 'Put each on a line of its own.', one: 'Question' },
  hypotheses: { label: 'What is supposed', one: 'Supposition' },
  definitions: { label: 'What words mean here', one: 'Word' },
  datasets: { label: 'Data that you ask for', one: 'Set of data' },
  'datasets.fields': { label: 'Fields', hint: 'Put each on a line of its own.' },
  'datasets.tests': {
    label: 'Which suppositions it tests',
    hint: 'Their numbers, each on a line of its own.',
  },
  supply: 'How it is to be supplied',
  contains: 'What it says of people',
  dataClass: {
    label: 'What does what you wrote say of people?',
    hint: 'Only you can say so: nobody on the way can read it.',
  },
  categories: {
    label: 'Whom does it tell of?',
    hint: 'Select all that apply. Leave it where it tells of nobody.',
  },
  'null.outcome': 'How you answer',
  'null.reason': {
    label: 'Why something is kept back',
    hint: 'Say why by one of these; auditors see it. What more there is to say stands in your answer, which is sealed.',
  },
  'null.canSupplyBy': { label: 'Day by which the rest follows', hint: 'For example, 27 3 2010' },
  'null.answer': 'Your answer',
  documents: { label: 'Documents', one: 'Document' },
  pages: 'Number of pages',
  returnBy: 'Day by which they are to be returned',
  discloser: 'Who told or handed it over',
  receiver: 'Who was told or given it',
  means: 'By what means',
  identity: 'How it was known who they are',
  imposed: 'Was bail restricted?',
  informed: 'Were they told?',
  clientInformed: 'Whether the client was told that it is shared',
  whyNot: 'Why they were not told',
  clientSigned: 'Day on which the client signed',
  workerSigned: 'Day on which the worker signed',
  use: 'What it is used for',
  identification: 'Whether anybody is to be identified',
  prejudicesProceedings: 'Would it prejudice legal proceedings?',
  prejudicesOperations: 'Would it prejudice operations of the police or others?',
  purpose: 'What it is for',
}

/** The words of a field. `parent`: the field that it stands in, null at the top (`null.text`). */
export function wordsOf(name: string, parent: string | null): Words {
  const own = Object.hasOwn(WORDS, `${parent}.${name}`) ? WORDS[`${parent}.${name}`] : undefined
  const found = own ?? (Object.hasOwn(WORDS, name) ? WORDS[name] : undefined)
  if (found === undefined) return { label: spelled(name) }
  return typeof found === 'string' ? { label: found } : found
}

/** `geographicalScope`: Geographical scope. */
const spelled = (name: string): string =>
  capitalised(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))

/** Whom something tells of, or what part somebody has in a case. */
export const PEOPLE: Readonly<Record<Category, string>> = {
  informer: 'Somebody who told of it (informer)',
  'suspected-perpetrator': 'Suspected perpetrator',
  'subject-of-order': 'Subject of an order',
  victim: 'Victim',
  witness: 'Witness',
  'young-person': 'Young person',
  'drug-treatment': 'Somebody in treatment for drugs or alcohol',
  'other-subject': 'Somebody else',
}

/** What a text says of people, in the words of whoever writes it. */
const CLASSES: Readonly<Record<DataClass, { text: string; hint?: string }>> = {
  none: { text: 'It tells of nobody' },
  depersonalised: {
    text: 'Only what identifies nobody',
    hint: 'Numbers or areas, from which nobody can be made out.',
  },
  personal: {
    text: 'It tells of somebody',
    hint: 'Personal data: a name, or what somebody can be known by.',
  },
  'sensitive-personal': {
    text: 'It tells something sensitive of somebody',
    hint: 'Such as health, origin, beliefs, or offences, alleged or committed.',
  },
}

/** A code that is chosen in a field, as its schema names it or as people say it. */
export function choiceInWords(
  field: string,
  code: string,
  names: Readonly<Record<string, string>>,
): { text: string; hint?: string } {
  if (field === 'dataClass') return CLASSES[code as DataClass]
  if (field === 'categories') return { text: PEOPLE[code as Category] }
  return { text: names[code] ?? codeInWords(code) }
}

/** The plain name of a code that its schema gives none of: `left-at-premises` is Left at premises. */
export const codeInWords = (code: string): string =>
  /^[A-Z]/.test(code) ? code : capitalised(code.replaceAll(/(?<=[a-z])-(?=[a-z0-9])/g, ' '))
