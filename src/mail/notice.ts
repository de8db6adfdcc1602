import { concat } from './bytes.ts'
import { addressHeader, header, mailDate, messageIdHeader, structured } from './header.ts'
import { textPart } from './part.ts'

/**
 * How many items of one marking wait in one mailbox; or were sent from it and have not left for an hour; or were sent
 * from it and not delivered. Or, for its officers, how often somebody opened it by breaking glass, or brought the recovery
 * key out for it, or tried that key; that few are to read it, or again more; or that its keys end.
 * Or how many of them are due for an answer, overdue, or were collected by nobody, as the mailbox that is asked is told, or the
 * one that asks; and who is told of it when it lasts.
 * Or how many drafts of one's own in it wait for a key and end soon, or have ended. Or that an agreement is to be reviewed.
 */
export type Waiting = {
  what:
    | 'waits'
    | 'late'
    | 'undelivered'
    | keyof typeof CHASED
    | AboutKeys
    | 'draft-ends'
    | 'draft-ended'
    | 'review-due'
  /** the mailbox's name, as the partnership's people know it; of a drill, the agency's; or the id of the agreement */
  mailbox: string
  /** the level alone, such as `RESTRICTED`; null for mail that nobody has marked yet */
  level: string | null
  count: number
}

const OVERDUE = ['answer-overdue', 'answer-escalated', 'answer-awaited', 'awaited-escalated'] as const
const ABOUT_KEYS = ['glass-broken', 'recovery', 'drill', 'restricted', 'unrestricted', 'keys-end'] as const
type AboutKeys = (typeof ABOUT_KEYS)[number]

/** What a notice says of items, for one and for several, after their number and marking; and where: in a mailbox, or sent from it. */
const CHASED = {
  'answer-due': [
    'in',
    'is to be answered now, or by the next working day',
    'are to be answered now, or by the next working day',
  ],
  'answer-overdue': ['in', 'is overdue for an answer', 'are overdue for an answer'],
  'answer-escalated': [
    'in',
    'has been overdue for an answer for days',
    'have been overdue for an answer for days',
  ],
  'answer-awaited': [
    'from',
    'was not answered by the day that was asked for',
    'were not answered by the day that was asked for',
  ],
  'awaited-escalated': [
    'from',
    'has been overdue for an answer for days',
    'have been overdue for an answer for days',
  ],
  'not-collected': ['in', 'has been collected by nobody', 'have been collected by nobody'],
  'not-collected-there': ['from', 'has been collected by nobody', 'have been collected by nobody'],
} as const

export type Notice = {
  from: string
  to: string
  date: Date
  /** says nothing of what waits: random */
  messageId: string
  /** where to sign in */
  origin: string
  waiting: readonly Waiting[]
}

/**
 * The mail that tells somebody, at an ordinary address, that something waits. It travels in clear, so it holds numbers,
 * markings and names of mailboxes, and nothing that leads to a referral or to a person (M14).
 *
 * @throws HeaderError where an address or the id is none
 */
export function composeNotice(notice: Notice): Uint8Array<ArrayBuffer> {
  return concat(
    addressHeader('From', [notice.from]),
    addressHeader('To', [notice.to]),
    header('Subject', subjectOf(notice.waiting)),
    structured('Date', mailDate(notice.date)),
    messageIdHeader('Message-ID', [notice.messageId]),
    // RFC 3834 §5: nobody's holiday message answers this.
    structured('Auto-Submitted', 'auto-generated'),
    'MIME-Version: 1.0\r\n',
    textPart(noticeText(notice)),
  )
}

/** What the notice says, a line for each mailbox and marking. */
function noticeText({ waiting, origin }: Notice): string {
  const reads = waiting.some(({ what }) => what === 'waits')
  const chased = waiting.some(({ what }) => isChased(what))
  return [
    ...waiting.map(lineOf),
    '',
    `To ${reads ? 'read' : chased ? 'see which' : 'see why'}, sign in: ${origin}`,
    '',
    `This notice was sent by a machine and says nothing of what ${reads ? 'waits' : 'was sent'}. Do not answer it.`,
    'To have no more of them: despatch notices off',
    '',
  ].join('\n')
}

function subjectOf(waiting: readonly Waiting[]): string {
  const count = (wanted: (what: Waiting['what']) => boolean) =>
    waiting.filter(({ what }) => wanted(what)).reduce((sum, one) => sum + one.count, 0)
  const wait = count((what) => what === 'waits')
  const unsent = count((what) => what === 'late' || what === 'undelivered')
  const keys = count((what) => ABOUT_KEYS.some((one) => one === what))
  const due = count((what) => what === 'answer-due')
  const overdue = count((what) => OVERDUE.some((one) => one === what))
  const uncollected = count((what) => what === 'not-collected' || what === 'not-collected-there')
  const drafts = count((what) => what === 'draft-ends' || what === 'draft-ended')
  const words = [
    ...(wait > 0 ? [`${counted(wait)} ${wait === 1 ? 'waits' : 'wait'}`] : []),
    ...(due > 0 ? [`${counted(due)} to be answered`] : []),
    ...(overdue > 0 ? [`${counted(overdue)} overdue for an answer`] : []),
    ...(uncollected > 0 ? [`${counted(uncollected)} collected by nobody`] : []),
    ...(unsent > 0 ? [`${counted(unsent)} not delivered`] : []),
    ...(keys > 0 ? ['keys need your attention'] : []),
    ...(drafts > 0 ? ['a draft needs your attention'] : []),
    ...(waiting.some(({ what }) => what === 'review-due') ? ['an agreement is to be reviewed'] : []),
  ]
  return `Despatch: ${words.join(', ')}`
}

function lineOf({ what, mailbox, level, count }: Waiting): string {
  const items = `${counted(count)} ${level === null ? 'not yet marked' : `marked ${level}`}`
  const name = oneLine(mailbox)
  const one = count === 1
  if (what === 'glass-broken')
    return `${name} was opened by breaking glass${one ? '' : ` ${count} times`}: despatch key list says when and why.`
  if (what === 'recovery')
    return `The recovery key was brought out to recover ${name}${one ? '' : ` ${count} times`}: despatch key list says when and why.`
  if (what === 'drill')
    return `The recovery key of ${name} was brought out for a drill${one ? '' : ` ${count} times`}: despatch key list says when.`
  if (what === 'restricted' || what === 'unrestricted')
    return `${name} was ${what === 'restricted' ? 'made a mailbox of few (restricted)' : 'opened again: it is restricted no more'}. If that was none of you, ask who it was.`
  if (what === 'keys-end')
    return `The keys of ${name} end soon: despatch key list says when, despatch key renew renews them.`
  if (what === 'review-due')
    return `The agreement ${name} is to be reviewed: despatch agreement list says when.`
  const drafts = one ? 'A draft of yours' : `${count} drafts of yours`
  if (what === 'draft-ends')
    return `${drafts} in ${name} ${one ? 'waits' : 'wait'} for a key and ${one ? 'is' : 'are'} deleted within a week: despatch drafts says when.`
  if (what === 'draft-ended')
    return `${drafts} in ${name} ${one ? 'was' : 'were'} deleted unsent: the key that ${one ? 'it' : 'they'} waited for did not come in time.`
  if (isChased(what)) {
    const [where, singular, plural] = CHASED[what]
    return `${items}${where === 'in' ? ` in ${name}` : `, sent from ${name},`} ${one ? singular : plural}.`
  }
  if (what === 'waits') return `${items} ${one ? 'waits' : 'wait'} in ${name}.`
  return what === 'late'
    ? `${items}, sent from ${name}, ${one ? 'has' : 'have'} not left for an hour, and still ${one ? 'waits' : 'wait'}.`
    : `${items}, sent from ${name}, ${one ? 'was' : 'were'} not delivered, and will not be tried again.`
}

const isChased = (what: Waiting['what']): what is keyof typeof CHASED => Object.hasOwn(CHASED, what)

const counted = (count: number): string => `${count} item${count === 1 ? '' : 's'}`

/** A name that an administrator gave may not make lines of its own. */
const oneLine = (name: string): string => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
