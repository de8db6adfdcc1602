import Type, { type Static } from 'typebox'
import { Text } from '../kinds/fields.ts'
import { Person } from '../kinds/person.ts'
import { closed } from '../kinds/schema-parts.ts'
import { Address, CalendarDate, Line, Nullable, Thread, Time, Uuid } from '../wire/primitives.ts'
import { CATEGORIES, Category } from '../wire/referral-fields.ts'
import { Login } from '../wire/texts.ts'

/** The most that one case holds of each; what is more belongs into a second case that is linked to it. */
export const MOST = {
  threads: 200,
  people: 100,
  notes: 1000,
  actions: 500,
  links: 100,
  history: 200,
} as const

/** What becomes of an action. */
export const ACTION_STATUSES = ['open', 'done', 'dropped'] as const
export type ActionStatus = (typeof ACTION_STATUSES)[number]

/** Why one case is linked to another. */
export const LINK_REASONS = {
  'same-person': 'the same person is in both',
  'same-place': 'both are about the same place',
  'same-order': 'both are about the same order',
  escalation: 'one is how the other went on, and got worse',
  other: 'another reason, in the notes',
} as const
export type LinkReason = keyof typeof LINK_REASONS
export const LINK_REASON_NAMES = Object.keys(LINK_REASONS).filter(isLinkReason)
function isLinkReason(name: string): name is LinkReason {
  return Object.hasOwn(LINK_REASONS, name)
}

/** Who wrote something, and when by the clock of their machine. */
const written = { at: Time, by: Login } as const
/** What a person of the team says of it: people and actions are called by it, and it is never given out twice. */
const ItemNumber = Type.Integer({ minimum: 1, maximum: 100_000 })

export const CasePerson = closed({
  id: Uuid,
  number: ItemNumber,
  person: Person,
  roles: Type.Array(Category, { maxItems: CATEGORIES.length, uniqueItems: true }),
  ...written,
})
export type CasePerson = Static<typeof CasePerson>

const CaseNote = closed({ id: Uuid, text: Text(4000), ...written })
export type CaseNote = Static<typeof CaseNote>

/** Something to be done, by whom and by when, and everything that became of it (Q8). */
const CaseAction = closed({
  id: Uuid,
  number: ItemNumber,
  text: Text(1000),
  /** a sign-in name, or whoever else has taken it on */
  owner: Line(120),
  due: Nullable(CalendarDate),
  status: Type.Enum([...ACTION_STATUSES]),
  history: Type.Array(
    closed({ status: Type.Enum([...ACTION_STATUSES]), why: Nullable(Text(500)), ...written }),
    { minItems: 1, maxItems: 50 },
  ),
})
export type CaseAction = Static<typeof CaseAction>

/** One end of a link: the other case has the same. One that was ended stays, so that it is not taken for half a link. */
const CaseLink = closed({
  case: Uuid,
  why: Type.Array(Type.Enum(LINK_REASON_NAMES), {
    minItems: 1,
    maxItems: LINK_REASON_NAMES.length,
    uniqueItems: true,
  }),
  ended: Type.Boolean(),
  ...written,
})
export type CaseLink = Static<typeof CaseLink>

/**
 * The notes of a case as its team's clients write them, before they are sealed to the mailbox. The own number stands here and
 * nowhere else: in a manifest it would join what courts, health and YOT know into one person.
 */
export const CaseText = closed({
  despatch: Type.Literal('case/1'),
  id: Uuid,
  mailbox: Address,
  /** of these notes: the service cannot show earlier ones as the newest while it says their version is another */
  version: Type.Integer({ minimum: 1, maximum: 1_000_001 }),
  title: Line(200),
  /** the agency's own */
  number: Nullable(Line(60)),
  status: Type.Enum(['open', 'closed']),
  threads: Type.Array(closed({ thread: Thread, ...written }), { maxItems: MOST.threads }),
  people: Type.Array(CasePerson, { maxItems: MOST.people }),
  notes: Type.Array(CaseNote, { maxItems: MOST.notes }),
  actions: Type.Array(CaseAction, { maxItems: MOST.actions }),
  links: Type.Array(CaseLink, { maxItems: MOST.links }),
  /** when it was opened, closed and opened again, and by whom; its first is its making */
  history: Type.Array(closed({ status: Type.Enum(['open', 'closed']), ...written }), {
    minItems: 1,
    maxItems: MOST.history,
  }),
  /** the next person or action has the next one */
  lastNumber: closed({
    people: Type.Integer({ minimum: 0, maximum: 100_000 }),
    actions: Type.Integer({ minimum: 0, maximum: 100_000 }),
  }),
})
export type CaseText = Static<typeof CaseText>
