import { readLogState } from '../../services/indicators/log.ts'
import { readWitnesses, type WitnessState } from '../../services/indicators/witnesses.ts'
import type { Connection } from '../../store/connect.ts'

const WRONG: Readonly<Record<WitnessState['faults'][number], string>> = {
  unreachable: 'does not answer',
  rubbish: 'answers with something that is no signature of its key',
  refuses: 'refuses the checkpoint: it does not know the log, or not the key that signs it',
  ahead: 'has seen a longer log than there is here: an older backup was restored, and a newer one must be',
  contradicts:
    'has seen another log, which this one does not continue: two histories were signed, as when an older backup is gone on with; restore the newest',
}

/** Whether the witnesses follow the logs. @throws Error naming those that do not */
export async function witnessesFollow({ db }: Pick<Connection, 'db'>): Promise<string> {
  const witnesses = await readWitnesses(db)
  const { unreleased } = await readLogState(db)
  if (witnesses.length === 0) return 'none is asked: whether everybody is shown one log, nobody else says'
  const wrong = witnesses.flatMap(({ name, behind, faults }) =>
    faults.length === 0
      ? []
      : [`${name} ${faults.map((fault) => WRONG[fault]).join(', and ')}; it ${follows(behind)}`],
  )
  const waits =
    unreleased === 0
      ? ''
      : ` ${unreleased} entries wait for witnesses, and what they are about does not leave.`
  if (wrong.length > 0) throw new Error(`${wrong.join('. ')}.${waits}`)
  return `${witnesses.map(({ name, behind }) => `${name} ${follows(behind)}`).join(', ')}.${waits}`
}

/** How far a witness has come, of both logs. */
export function follows({ log, trust }: WitnessState['behind']): string {
  if (log === 0 && trust === 0) return 'has seen all of both logs'
  const behind = [
    ...(log === 0 ? [] : [`${log} ${log === 1 ? 'entry' : 'entries'} of the log`]),
    ...(trust === 0 ? [] : [`${trust} ${trust === 1 ? 'record' : 'records'} of the trust log`]),
  ]
  return `is ${behind.join(' and ')} behind`
}
