import { signatureLine, takeApart } from '../../log/note.ts'
import { formatAddCheckpoint } from '../../log/witness.ts'
import type { Head, Post } from './ask-witness.ts'

/**
 * Asks a witness whether it knows a key of a log: by a checkpoint with the line of that key alone, said to be the one that it
 * saw last. So it signs nothing that it has not seen, and a key that it was not given it refuses (C2SP tlog-witness: 403).
 *
 * @returns null where it does not answer, or with something else, or where the key has not signed this checkpoint
 */
export async function knowsKey(
  post: Post,
  { url }: { url: string },
  { note, size }: Pick<Head, 'note' | 'size'>,
  vkey: string,
): Promise<boolean | null> {
  const { text, signatures } = takeApart(note)
  const own = signatures.filter(({ name, keyId }) => vkey.startsWith(`${name}+${keyId}+`))
  if (own.length === 0) return null
  const alone = `${text}\n${own.map((line) => signatureLine(line, line.signature)).join('')}`
  const body = formatAddCheckpoint({ oldSize: size, proof: [], note: alone })
  const answer = await post(`${url}/add-checkpoint`, body).catch(() => null)
  if (answer?.status === 403) return false
  return answer !== null && [200, 409, 422].includes(answer.status) ? true : null
}
