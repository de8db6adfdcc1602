import { dayOf } from '../domain/day.ts'
import { type MissingOfficer, missingOfficers } from '../domain/trust/liaison-officers.ts'
import type { TrustState } from '../domain/trust/state.ts'
import type { Cli } from './account.ts'
import { safeLine, wrapped } from './terminal-text.ts'

/** The responsible authorities without a liaison officer today, or soon (U3). */
export const officersMissing = ({ clock }: Pick<Cli, 'clock'>, state: TrustState): MissingOfficer[] =>
  missingOfficers(state, dayOf(clock()))

/** Each with the rule. On the error stream: what was asked for is something else. */
export function warnOfMissing({ terminal }: Pick<Cli, 'terminal'>, missing: readonly MissingOfficer[]): void {
  for (const { rule, sentence, command } of missing) {
    const words = `${rule}  ${sentence}${command === null ? '' : ` It begins with: ${command}`}`
    terminal.note(...wrapped(safeLine(words), terminal.width, '    '))
  }
}
