import Type, { type Static } from 'typebox'

/** The process lives. */
export const Health = Type.Object({ status: Type.Literal('ok') }, { additionalProperties: false })
export type Health = Static<typeof Health>

/**
 * What is looked at: `process` is whether it starts, runs or stops, `disk` the room in its data directory, `log` and
 * `migrations` stand in the database; the others are there in processes that have that part.
 */
const CHECK_NAMES = [
  'process',
  'database',
  'migrations',
  'log',
  'disk',
  'queue',
  'sequencer',
  'worker',
  'gateway',
  'notices',
] as const
export type CheckName = (typeof CHECK_NAMES)[number]

const CHECK_STATES = ['ok', 'degraded', 'failed'] as const
/** `degraded`: slower, or soon to fail; the process still does its work. */
export type CheckState = (typeof CHECK_STATES)[number]

/** Whether a process can do its work, and what was looked at to say so. */
export const Readiness = Type.Object(
  {
    ready: Type.Boolean({ description: 'that no check has failed' }),
    checks: Type.Array(
      Type.Object(
        {
          name: Type.Enum([...CHECK_NAMES]),
          state: Type.Enum([...CHECK_STATES]),
          says: Type.String({ description: 'what was found, and what it means, in a sentence' }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Readiness = Static<typeof Readiness>
