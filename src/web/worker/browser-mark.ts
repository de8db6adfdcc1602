import { toBase64Url } from '../../sdk/base64.ts'
import { browserMark } from '../../sdk/passphrase.ts'
import type { Kept } from './kept.ts'

/** Under which it lies in what the browser keeps. */
const NAME = 'browser mark'

/**
 * What tells the service that this is a browser in which the name has signed in before: what others guess elsewhere does not keep its owner
 * out here. It is drawn once, whoever signs in, and names nobody; a thief of it has a few guesses more, and needs passphrase and kit as before.
 */
export async function markHere(kept: Kept, login: string): Promise<string> {
  const drawn = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  // Of two tabs at once the first is believed.
  const mine = (await kept.replace(NAME, null, drawn)) ? drawn : ((await kept.get(NAME)) ?? drawn)
  return browserMark(mine, login)
}
