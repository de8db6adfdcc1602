import Type, { type Static, type TSchema } from 'typebox'
import { Address, Nullable, Thread, Uuid } from './primitives.ts'

/** The lists of a mailbox that somebody can be told a change of. */
export const EVENT_LISTS = ['inbox', 'sent', 'drafts', 'cases', 'quarantine'] as const
export const EventList = Type.Enum(EVENT_LISTS)
export type EventList = Static<typeof EventList>

/**
 * Why a stream ended by itself.
 *
 * - `stopping`: this process of the service stops; another, or this one anew, is there in seconds
 * - `signed-out`: the token has run out, the session has ended, or the account may not do this any more
 * - `mailboxes`: what the caller may be told of has changed; a new stream says of what
 * - `time`: the seconds that were asked for are over
 */
export const END_REASONS = ['stopping', 'signed-out', 'mailboxes', 'time'] as const

const strict = { additionalProperties: false } as const

/** What each event of the stream carries, by the event's name. No content, no name, no subject. */
export const EVENTS = {
  /** first of all: what will be told. What came before is not told: ask for what you show once this is there */
  listening: Type.Object(
    {
      mailboxes: Type.Array(Type.Object({ mailbox: Address, lists: Type.Array(EventList) }, strict)),
      /** after so many seconds of nothing at all the stream is dead */
      silenceSeconds: Type.Integer({ minimum: 1 }),
    },
    strict,
  ),
  /** a list of a mailbox is another than it was; by which referral, in which exchange: null where by several or by none */
  changed: Type.Object(
    { list: EventList, mailbox: Address, referral: Nullable(Uuid), thread: Nullable(Thread) },
    strict,
  ),
  /** the service itself may have missed something: ask again for whatever you show */
  again: Type.Object({}, strict),
  /** the last one */
  ended: Type.Object({ why: Type.Enum(END_REASONS) }, strict),
} as const satisfies Record<string, TSchema>

export type EventName = keyof typeof EVENTS
/** An event of the stream, with its name. */
export type ServiceEvent = { [N in EventName]: { event: N } & Static<(typeof EVENTS)[N]> }[EventName]
/** That a list has changed. */
export type Changed = Static<typeof EVENTS.changed>
