import { considerationsOf } from '../domain/considerations.ts'
import { dayOf } from '../domain/day.ts'
import { type Decision, decide, type Reason } from '../domain/decide.ts'
import { type Classification, kindOf } from '../domain/kinds.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { ReferralFields } from '../domain/wire/referral-fields.ts'
import {
  type Contents,
  contentsOf,
  contentsWithoutForm,
  InvalidDataError,
  type ReferralRequest,
  referralFieldsOf,
  requestedFields,
} from './referral-request.ts'
import type { Session } from './session.ts'
import { readDirectory } from './trust/trusted.ts'

/** What is asked about: with its form, or with what it would hold where there is no form yet. */
export type Question = Omit<ReferralRequest, 'data'> & ({ data: unknown } | { contains: Classification })

/**
 * What the partnership's rules say to a referral, or to something that is to be told by word of mouth, before any of it is done. The
 * directory is read, and nothing is sent to the service: it neither records nor logs that it was asked.
 *
 * @param directory read now when left out
 * @returns `consider`: what is to be weighed besides, and is not said to have been (L13)
 * @throws InvalidDataError naming every wrong field; ClientError where no agreement covers it
 */
export async function askRules({
  session,
  question,
  directory: known,
  now,
}: {
  session: Pick<Session, 'client' | 'trust'>
  question: Question
  directory?: Directory
  now: Date
}): Promise<{ decision: Decision; fields: ReferralFields; consider: Reason[] }> {
  const directory = known ?? (await readDirectory(session))
  const fields =
    'data' in question && !isRecord(question)
      ? referralFieldsOf(question, directory, now)
      : requestedFields(question, containedIn(question), directory, now)
  return {
    decision: decide(fields, directory, dayOf(now), question.answers ?? null),
    fields,
    consider: considerationsOf(fields, directory, now),
  }
}

/** A record says when it was told: asked beforehand that is still to come, which is no fault. */
const isRecord = ({ kind }: Pick<Question, 'kind'>): boolean =>
  kind === 'verbal-disclosure' || kind === 'paper-disclosure'

function containedIn(question: Question): Contents {
  if (!('data' in question)) return contentsWithoutForm(question.kind, question.contains)
  const kind = kindOf(question.kind)
  const faults = kind.check(question.data)
  if (faults.length > 0) throw new InvalidDataError(question.kind, faults)
  return contentsOf(question.kind, question.data)
}
