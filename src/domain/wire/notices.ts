import Type, { type Static } from 'typebox'
import { Address, Nullable, Time } from './primitives.ts'

/** A time of day, in the setting's own zone. */
const TimeOfDay = Type.String({
  pattern: '^(?:[01][0-9]|2[0-3]):[0-5][0-9]$',
  maxLength: 5,
  description: 'a time of day, such as 07:30',
})

/**
 * A member's wish to be told, at an ordinary address, that something waits. A notice holds how many items wait, their
 * marking and the mailbox, and nothing else (M14).
 */
export const NoticeSetting = Type.Object(
  {
    address: Address,
    /** at most one notice in so many minutes */
    bundleMinutes: Type.Integer({ minimum: 5, maximum: 1440 }),
    /** no notice between these; what came meanwhile is told after */
    quiet: Nullable(Type.Object({ from: TimeOfDay, until: TimeOfDay }, { additionalProperties: false })),
    /** an IANA time zone, for the quiet hours */
    zone: Type.String({
      pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$',
      maxLength: 64,
      description: 'a time zone, such as Europe/London',
    }),
  },
  { additionalProperties: false },
)
export type NoticeSetting = Static<typeof NoticeSetting>

export const NoticeSettingResponse = Type.Object(
  {
    /** null when the person has no notices */
    setting: Nullable(NoticeSetting),
    lastSentAt: Nullable(Time),
    /**
     * null while all is well. `delayed`: the last notice did not go out, and is tried again within minutes. `refused`:
     * the mail server does not take the address, and is asked again for two days. `stopped`: it did not take it for
     * two days, and there are no notices until the setting is made again.
     */
    failure: Nullable(
      Type.Union([Type.Literal('delayed'), Type.Literal('refused'), Type.Literal('stopped')]),
    ),
    /** whether this service can send notices at all: an operator may not have set where to */
    available: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type NoticeSettingResponse = Static<typeof NoticeSettingResponse>
