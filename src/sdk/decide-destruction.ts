import { signStatement } from '../crypto/statement.ts'
import { personOf } from '../domain/trust/state.ts'
import { DestructionDecided, type DestructionReason } from '../domain/wire/destroyed.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import { nameOfKey } from '../log/new-origin.ts'
import { ClientError } from './errors.ts'
import type { Session } from './session.ts'

/**
 * Signs that what stands behind entries of the log is to be destroyed, as a liaison officer or a deputy decides it.
 *
 * @param of.entries their indexes
 * @throws ClientError when no agency has appointed the person
 */
export async function decideDestruction(
  { trust, key, service }: Pick<Session, 'trust' | 'key' | 'service'>,
  { entries, reason }: { entries: readonly bigint[]; reason: DestructionReason },
  now: Date,
): Promise<{ statement: string; signature: string }> {
  const self = personOf(await trust.state(), key.getFingerprint())
  if (!self) throw new ClientError('No agency has appointed you with the key that you have.')
  const statement = writeStatement(DestructionDecided, {
    despatch: 'destruction-decided/1',
    log: nameOfKey(service.logKey),
    entries: [...new Set(entries)].sort((a, b) => (a < b ? -1 : 1)).map(String),
    reason,
    person: self.person,
    time: now.toISOString(),
  })
  return { statement, signature: await signStatement(statement, key, now) }
}
