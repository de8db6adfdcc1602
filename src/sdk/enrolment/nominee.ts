import { addDays, dayOf } from '../../domain/day.ts'
import { check } from '../../domain/wire/check.ts'
import { Nominee } from './kept-invitation.ts'

/** An appointment lasts three years where nobody says otherwise. */
const USUAL_DAYS = 3 * 365

/** The last day of an appointment that begins today, where nobody says otherwise. */
export const usualUntil = (now: Date): string => addDays(dayOf(now), USUAL_DAYS)

/** Something that is wrong with a nominee: which field it is about, and a sentence that stands by itself. */
export type NomineeFault = { field: string; sentence: string }

/** Why somebody cannot be invited as they are named; empty where they can. */
export function nomineeFaults(nominee: Nominee, now: Date): NomineeFault[] {
  const faults = check(Nominee, nominee).map(({ path, message }) => {
    const [, field = ''] = path.split('/')
    return { field, sentence: `${path.slice(1)} ${message}.` }
  })
  if (faults.length > 0) return faults
  const { account, trainedUntil, until } = nominee
  const today = dayOf(now)
  if (account === 'person' && trainedUntil === null)
    faults.push({
      field: 'trainedUntil',
      sentence: 'Nobody has an account without training: say until which day it holds.',
    })
  if (trainedUntil !== null && trainedUntil < today)
    faults.push({
      field: 'trainedUntil',
      sentence: `Training that ended on ${trainedUntil} gives nobody an account.`,
    })
  if (until < today)
    faults.push({ field: 'until', sentence: `An appointment cannot have ended on ${until}.` })
  return faults
}
