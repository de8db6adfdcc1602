import { hash } from 'node:crypto'
import { newAccountSecret } from '../../src/sdk/kit.ts'
import { setPassphrase, signInByPassphrase } from '../../src/sdk/passphrase.ts'
import { signIn } from '../../src/sdk/session.ts'
import { interleave } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { startServiceProcess } from '../service-process.ts'

const LOGIN = 'asb.caseworker'
const PASSPHRASE = 'drizzle teapot lanyard'
/** What a person waits at most, ms. */
const LIMIT_MS = 1_000
/** Of each in a round: together fewer than an address may sign in within a minute. */
const TIMES = { passphrase: 6, challenge: 8 }
const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer')

const row: Row = {
  name: 'sign-in',
  about:
    'A sign-in by passphrase and kit, from what was typed to the opened key; peers: a limit of one second, and a challenge signed by a key that is open.',
  async measure({ rounds, quick }) {
    const service = await startServiceProcess()
    try {
      const session = await service.session(LOGIN)
      const { client, key } = session
      const secret = newAccountSecret()
      await setPassphrase(session, { passphrase: PASSPHRASE, secret }, { replaces: 0, now: new Date() })
      const ours = () =>
        signInByPassphrase({ client, login: LOGIN, passphrase: PASSPHRASE, secret, hash: sha256 })
      const challenge = () => signIn({ client, login: LOGIN, key, now: new Date(), hash: sha256 })
      await ours()
      await challenge()
      const figures = await interleave(
        rounds,
        () => mean(quick ? 2 : TIMES.passphrase, ours),
        () => mean(quick ? 2 : TIMES.challenge, challenge),
      )
      return [
        lessIsBetter({
          name: 'sign-in',
          unit: 'ms',
          peer: 'a limit',
          value: figures.value,
          peerValue: LIMIT_MS,
        }),
        lessIsBetter({ name: 'sign-in, beside a challenge', unit: 'ms', peer: 'a challenge', ...figures }),
      ]
    } finally {
      await service.stop()
    }
  },
}

/** Milliseconds of one of so many, one after the other. */
async function mean(times: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let left = times; left > 0; left -= 1) await work()
  return (performance.now() - began) / times
}

export default row
