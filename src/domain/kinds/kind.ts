import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import { check, type Fault } from '../wire/check.ts'
import type { Category, DataClass, KindName } from '../wire/referral-fields.ts'
import type { RenderContext } from './layout.ts'

/** The data are not what the kind asks for; `faults` says where. The message holds none of the data. */
export class DataError extends Error {
  override readonly name = 'DataError'
  readonly faults: readonly Fault[]

  constructor(kind: KindName, faults: readonly Fault[]) {
    const [first] = faults
    super(`The ${kind} data are not valid${first ? `: ${first.path} ${first.message}` : ''}.`)
    this.faults = faults
  }
}

/** What the data hold, computed and not claimed: a reader's client computes it again and compares. */
export type Classification = { dataClass: DataClass; categories: Category[] }

/** A kind of referral: the form of its data, and what follows from them. */
export type Kind = {
  kind: KindName
  /** Of the rendering: a sealed referral names it, so that old referrals keep their text. */
  version: 1
  /** JSON Schema of the data. */
  schema: TSchema
  /** A filled form about invented people. */
  example: unknown
  attachmentsAllowed: boolean
  /** What is wrong with the data, in sentences for beside the fields; empty when nothing is. */
  check: (data: unknown) => Fault[]
  /** The referral as a person reads it. @throws DataError */
  render: (data: unknown, context: RenderContext) => string
  /** What the data hold. @throws DataError */
  classify: (data: unknown) => Classification
}

type Definition<S extends TSchema> = Pick<Kind, 'kind' | 'attachmentsAllowed'> & {
  schema: S
  example: Static<S>
  /** What a schema cannot say, such as that an end comes after its beginning. */
  faults?: (data: Static<S>) => Fault[]
  render: (data: Static<S>, context: RenderContext) => string
  classify: (data: Static<S>) => Classification
}

/** Closes a definition over its schema: nothing is rendered or classified that has not been checked. */
export function defineKind<S extends TSchema>(definition: Definition<S>): Kind {
  const { schema, faults } = definition
  const faultsOf = (data: unknown): Fault[] => {
    if (!Value.Check(schema, data)) return check(schema, data)
    return faults ? faults(data) : []
  }
  const checked = (data: unknown): Static<S> => {
    const found = faultsOf(data)
    if (found.length > 0 || !Value.Check(schema, data)) throw new DataError(definition.kind, found)
    return data
  }
  return {
    kind: definition.kind,
    version: 1,
    schema,
    example: definition.example,
    attachmentsAllowed: definition.attachmentsAllowed,
    check: faultsOf,
    render: (data, context) => definition.render(checked(data), context),
    classify: (data) => definition.classify(checked(data)),
  }
}
