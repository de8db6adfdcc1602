import type { Db } from '../db.ts'
import { askWitness, type Head, type Post } from './ask-witness.ts'
import { LogBrokenError } from './broken.ts'
import { type LogName, readHead } from './heads.ts'
import { keepFault, keepSigned, type Quorum, readSignedSizes } from './keep-cosignatures.ts'
import type { Witness } from './witness-list.ts'

/** Of a log that may have been set back everywhere here: the witnesses have not answered, and nothing leaves without them. */
export class WitnessesAwaited extends Error {
  override readonly name = 'WitnessesAwaited'
}

/**
 * Asks every witness whether it has seen more of a log than there is here, before anything new is signed over a state
 * that did not fit together. What was released was seen by a quorum, so that so many answers as leave fewer than a quorum
 * unheard include one that knows: as many are waited for where releasing waits for witnesses. Where it does not,
 * `unheard` is told of those that were not reached.
 *
 * @throws LogBrokenError when one has seen more, or another log, whatever waits for witnesses otherwise
 * @throws WitnessesAwaited when too few answered
 */
export async function demandNotAhead(
  db: Db,
  of: {
    log: LogName
    witnesses: readonly Witness[]
    quorum: Quorum
    post: Post
    unheard(witnesses: readonly Witness[]): void
    /** the signed checkpoint of the empty log, where none is published yet */
    empty?: string | undefined
  },
): Promise<void> {
  const { log, witnesses, quorum, post, unheard, empty } = of
  const head = (await readHead(db, log)) ?? (empty === undefined ? null : emptyHead(empty))
  if (!head || witnesses.length === 0) return
  const sizes = await readSignedSizes(db, log)
  const silent: Witness[] = []
  for (const answer of await Promise.all(
    witnesses.map(async (witness) => {
      const outcome = await askWitness(post, witness, head, sizes.get(witness.key) ?? 0n).catch(() => null)
      return { witness, outcome }
    }),
  )) {
    const { witness, outcome } = answer
    const place = { log, witness: witness.key }
    // One that refuses has not said what it has seen: a proxy may answer in its place, or it does not know the key.
    if (outcome === null || outcome.is === 'rubbish' || outcome.is === 'refuses') {
      if (outcome?.is === 'refuses') await keepFault(db, place, 'refuses')
      silent.push(witness)
    } else if (outcome.is === 'signed') await keepSigned(db, { ...place, size: head.size, quorum }, outcome)
    else {
      await keepFault(db, outcome.is === 'ahead' ? { ...place, size: outcome.size } : place, outcome.is)
      if (outcome.is === 'ahead') throw ahead(witness, log, outcome.size, head.size)
      if (outcome.is === 'contradicts') throw another(witness, log, outcome.size)
    }
  }
  const needed = quorum ? witnesses.length - quorum.needed + 1 : 0
  if (witnesses.length - silent.length < needed) {
    throw new WitnessesAwaited(
      `After a restore the ${named(log)} is gone on with when ${needed} witnesses have said that they have seen no more of it: ` +
        `${silent.map(({ name }) => name).join(', ')} did not answer.`,
    )
  }
  if (silent.length > 0) unheard(silent)
}

const emptyHead = (note: string): Head => ({
  note,
  size: 0n,
  text: note.slice(0, note.lastIndexOf('\n\n') + 1),
  proofFrom: async () => [],
})

const named = (log: LogName): string => (log === 'log' ? 'log' : 'trust log')

const ahead = ({ name }: Witness, log: LogName, size: bigint, here: bigint): LogBrokenError =>
  new LogBrokenError(
    `The witness ${name} has seen ${size} entries of the ${named(log)}, and here, in the database and in DATA_DIR, are ${here}: both are ` +
      'older than the log. Restore newer backups of either; the other is brought up from it. Nothing will be signed before. A witness ' +
      'that says so wrongly can be taken out of WITNESSES.',
  )

const another = ({ name }: Witness, log: LogName, size: bigint): LogBrokenError =>
  new LogBrokenError(
    `The witness ${name} has seen ${size} entries of another ${named(log)} than this, which does not continue them: what was restored was ` +
      'gone on with once before. Restore the newest backups of that (docs/operating.md, "Backup and restore"); nothing will be signed ' +
      'before. A witness that says so wrongly can be taken out of WITNESSES.',
  )
