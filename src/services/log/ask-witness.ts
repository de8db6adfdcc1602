import { formatAddCheckpoint, sizeOfConflict } from '../../log/witness.ts'
import { cosignaturesOf } from '../../log/witnessed.ts'

/** Sends the body of a request, and gives back the answer. Rejects when there is none in time, or one too long. */
export type Post = (url: string, body: string) => Promise<{ status: number; body: string }>

/**
 * What a witness has answered. `ahead`: it has seen a longer log than there is here, as after an older backup was restored;
 * `contradicts`: it has seen another tree of `size` entries, which this log does not continue; `refuses`: it knows no such log,
 * or not the key under which this is signed, and says nothing of what it has seen.
 */
export type WitnessOutcome =
  | { is: 'signed'; lines: string; at: Date }
  | { is: 'ahead' | 'contradicts'; size: bigint }
  | { is: 'refuses' | 'rubbish' }

/** What is to be seen: the signed checkpoint, its text and size, and what leads to it from an earlier size. */
export type Head = {
  note: string
  text: string
  size: bigint
  /** empty from 0, and from the size itself */
  proofFrom(oldSize: bigint): Promise<readonly Uint8Array[]>
}

/**
 * Asks a witness for its signature, once more where it has seen another size than was thought. Nothing it says is
 * believed but a signature of its key.
 *
 * @param last the size that it signed last, as far as is known here
 * @throws whatever `post` does
 */
export async function askWitness(
  post: Post,
  { key, url }: { key: string; url: string },
  head: Head,
  last: bigint,
): Promise<WitnessOutcome> {
  let oldSize = last <= head.size ? last : head.size
  for (let tries = 0; ; tries += 1) {
    const body = formatAddCheckpoint({ oldSize, proof: await head.proofFrom(oldSize), note: head.note })
    const answer = await post(`${url}/add-checkpoint`, body)
    if (answer.status === 200) {
      const signed = await cosignaturesOf(answer.body, head.text, key)
      return signed ? { is: 'signed', ...signed } : { is: 'rubbish' }
    }
    // Our proof leads from the tree that we had of that size (C2SP tlog-witness): the witness has another.
    if (answer.status === 422) return { is: 'contradicts', size: oldSize }
    if (answer.status !== 409) return { is: [400, 403, 404].includes(answer.status) ? 'refuses' : 'rubbish' }
    const size = sizeOfConflict(answer.body)
    if (size === null) return { is: 'rubbish' }
    if (size > head.size) return { is: 'ahead', size }
    if (size === oldSize) return size === head.size ? { is: 'contradicts', size } : { is: 'rubbish' }
    // It may sign something newer between two questions; that it does so for ever is not for us to wait for.
    if (tries === 2) return { is: 'rubbish' }
    oldSize = size
  }
}
