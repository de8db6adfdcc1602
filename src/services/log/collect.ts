import type { Db } from '../db.ts'
import { askWitness, type Head, type Post } from './ask-witness.ts'
import { type LogName, readHead } from './heads.ts'
import { type Fault, keepFault, keepSigned, type Quorum, readSignedSizes } from './keep-cosignatures.ts'
import type { Witness } from './witness-list.ts'

/** Milliseconds from a failure to the next question; each further one waits twice as long, up to the last. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/** Collects the signatures of the witnesses under one log. */
export type Collecting = {
  /**
   * Asks every witness that is free, that has not signed the newest checkpoint, and that is not waited with. Resolves when
   * all of them have answered, or after `mostMs`: who is slower is waited for alone, and holds up nobody.
   */
  round(mostMs: number): Promise<void>
  /** Resolves when nobody is being asked any more. */
  rest(): Promise<void>
}

export function createCollecting(of: {
  db: Db
  log: LogName
  witnesses: readonly Witness[]
  quorum: Quorum
  post: Post
  /** milliseconds by a clock that nobody sets */
  elapsed: () => number
  /** told when what is wrong with a witness changes */
  told(witness: Witness, fault: Fault): void
}): Collecting {
  const { db, log, quorum, post, elapsed, told } = of
  const asked = of.witnesses.map((witness) => ({
    witness,
    busy: null as Promise<void> | null,
    /** the note that it signed last: the same need not be signed again */
    signed: null as string | null,
    fault: null as Fault,
    failures: 0,
    again: 0,
  }))

  async function ask(one: (typeof asked)[number], head: Head, last: bigint): Promise<void> {
    const { witness } = one
    const place = { log, witness: witness.key }
    let fault: Fault = null
    try {
      const outcome = await askWitness(post, witness, head, last)
      if (outcome.is === 'signed') {
        await keepSigned(db, { ...place, size: head.size, quorum }, outcome)
        one.signed = head.note
      } else {
        fault = outcome.is
        await keepFault(db, outcome.is === 'ahead' ? { ...place, size: outcome.size } : place, fault)
      }
    } catch {
      // No answer in time; or our own database has none, and then it cannot keep this either.
      fault = 'unreachable'
      await keepFault(db, place, fault).catch(() => undefined)
    }
    one.failures = fault === null ? 0 : one.failures + 1
    one.again =
      fault === null ? 0 : elapsed() + Math.min(FIRST_WAIT_MS * 2 ** (one.failures - 1), LONGEST_WAIT_MS)
    if (fault !== one.fault) told(witness, fault)
    one.fault = fault
  }

  return {
    async round(mostMs) {
      const free = asked.filter(({ busy, again }) => busy === null && elapsed() >= again)
      if (free.length === 0) return
      const head = await readHead(db, log)
      const due = free.filter(({ signed }) => head && signed !== head.note)
      if (!head || due.length === 0) return
      const sizes = await readSignedSizes(db, log)
      for (const one of due) {
        one.busy = ask(one, head, sizes.get(one.witness.key) ?? 0n).finally(() => {
          one.busy = null
        })
      }
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, mostMs)
      await Promise.race([Promise.all(due.map(({ busy }) => busy)), late])
      clearTimeout(timer)
    },
    rest: async () => void (await Promise.all(asked.map(({ busy }) => busy))),
  }
}
