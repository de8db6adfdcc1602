import { readWitnessVerifier } from '../../log/cosignature.ts'
import { LogKeyError } from '../../log/keys.ts'

/** A witness that is asked: its verifier key, the name in it, and the address below which `add-checkpoint` is. */
export type Witness = { key: string; name: string; url: string }

/** Far more than a partnership has agencies; the signatures of a note are bounded, too. */
const MOST = 50

/**
 * Reads a list of witnesses: a verifier key and an address on each line; empty lines and those that begin with # say
 * nothing.
 *
 * @returns the witnesses, or what is wrong, by line
 */
export async function readWitnessList(text: string): Promise<{ witnesses: Witness[]; wrong: string[] }> {
  const witnesses: Witness[] = []
  const wrong: string[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const bare = line.trim()
    if (bare === '' || bare.startsWith('#')) continue
    const [key = '', address = '', ...more] = bare.split(/\s+/)
    const url = addressOf(address)
    if (url === null || more.length > 0) {
      wrong.push(`line ${at + 1} is not a verifier key and an http or https address`)
      continue
    }
    try {
      const { name } = await readWitnessVerifier(key)
      if (witnesses.some((one) => one.key === key)) wrong.push(`line ${at + 1} names ${name} a second time`)
      else witnesses.push({ key, name, url })
    } catch (error) {
      if (!(error instanceof LogKeyError)) throw error
      wrong.push(`line ${at + 1} has no verifier key of a witness`)
    }
  }
  if (witnesses.length > MOST) wrong.push(`it names more than ${MOST} witnesses`)
  return { witnesses, wrong }
}

/** Without a slash at its end; null where it cannot be one. */
function addressOf(text: string): string | null {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash) return null
  if (url.username || url.password) return null
  return url.href.replace(/\/+$/, '')
}
