import { countsOf, historyLines, pastLines, trustLines, type Verified } from '../sdk/verdict-words.ts'
import { type CommonOptions, FailedError } from './action.ts'
import type { Terminal } from './terminal.ts'

/** What was found, and whether whoever reads it may open every entry. */
export type Found = Verified & { everything: boolean }

/** Tells what was found, and ends the command with 1 where something does not fit. */
export function reportVerified(terminal: Terminal, { json }: CommonOptions, found: Verified): void {
  const { verdict, history, vkey, key, before, trustRecords, past, witnesses, lines } = found
  const { size, opened, erased, withheld, problems } = verdict
  const fits = problems.length === 0 && history.violationCount === 0
  if (json) {
    const counts = { size, opened, erased, withheld, verifiedBefore: before }
    const known = {
      trustRecords,
      trustWithheld: found.trustWithheld ?? 0,
      logKey: vkey,
      logKeyFormer: found.former,
      witnesses,
      ...past,
    }
    terminal.json({ verified: fits, ...counts, problems, history, ...known })
  } else if (problems.length > 0) terminal.say(...problems)
  else {
    terminal.say(`Verified: ${size} entries, ${countsOf(verdict, history)}.`, key, ...lines)
    if (before > 0n)
      terminal.say(`${before} of them were verified on this machine before and were not read again now.`)
    terminal.say(...pastLines(past), ...trustLines(found))
    if (opened > 0n) terminal.say(...historyLines(history))
  }
  demandVerified([...problems, ...Array.from({ length: history.violationCount }, () => '')])
}

/** @throws FailedError, after the problems have been told */
export function demandVerified({ length }: readonly string[]): void {
  if (length === 0) return
  throw new FailedError(
    `The log does not verify: ${length === 1 ? 'one problem' : `${length} problems`}. Keep it as it is and tell the auditor.`,
  )
}
