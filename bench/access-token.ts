import { signStatement } from '../src/crypto/statement.ts'
import { Challenge } from '../src/domain/wire/challenge.ts'
import { writeStatement } from '../src/domain/wire/statement.ts'
import type { Session } from '../src/sdk/session.ts'

/** An access token of one's own for somebody who is signed in, for a load that does not go through the SDK. */
export async function accessToken({ client, person, key }: Session): Promise<string> {
  const { login } = person
  const { nonce, origin } = await client.challenge({ login })
  const time = new Date().toISOString()
  const statement = writeStatement(Challenge, { despatch: 'challenge/1', origin, nonce, time })
  const signature = await signStatement(statement, key, new Date())
  return (await client.signIn({ login, statement, signature })).accessToken
}
