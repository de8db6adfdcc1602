import Type, { type Static } from 'typebox'

/** The process lives. */
export const Health = Type.Object({ status: Type.Literal('ok') }, { additionalProperties: false })
export type Health = Static<typeof Health>

/** Whether the service can do its work: the database answers, and the log keeps up with what is entered. */
export const Readiness = Type.Object(
  { ready: Type.Boolean(), database: Type.Boolean(), log: Type.Enum(['written', 'late', 'unknown']) },
  { additionalProperties: false },
)
export type Readiness = Static<typeof Readiness>
