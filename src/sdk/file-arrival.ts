import { sha256Hex } from '../crypto/digest.ts'
import { signStatement } from '../crypto/statement.ts'
import { kindOf } from '../domain/kinds.ts'
import { check } from '../domain/wire/check.ts'
import { Filed } from '../domain/wire/filed.ts'
import { Address } from '../domain/wire/primitives.ts'
import type { KindName, Marking } from '../domain/wire/referral-fields.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import type { OpenedArrival } from './open-arrival.ts'
import type { Session } from './session.ts'

/**
 * Files mail from a partner: signs and posts what the reader found on opening it, so that it stands in the register
 * with a marking, a kind and the class of its data, and stops being shown as unproven when its signature was verified.
 *
 * @param opened what `openDelivery` returned
 * @returns the statement that was posted
 */
export async function fileArrival({
  session,
  opened,
  kind,
  marking,
  now,
}: {
  session: Pick<Session, 'client' | 'key'>
  opened: Pick<
    OpenedArrival,
    'delivery' | 'arrival' | 'arrivalText' | 'from' | 'kind' | 'data' | 'signature' | 'signer' | 'readers'
  >
  kind: KindName
  marking: Marking
  now: Date
}): Promise<Filed> {
  // Of what it carries, whatever the reader files it as.
  const holds = opened.kind === null ? null : kindOf(opened.kind).classify(opened.data)
  const filed: Filed = {
    despatch: 'filed/1',
    referral: opened.arrival.id,
    arrival: await sha256Hex(opened.arrivalText),
    from: isAddress(opened.from) ? opened.from : null,
    kind,
    marking,
    dataClass: holds?.dataClass ?? null,
    categories: holds?.categories ?? null,
    signature: opened.signature,
    signer: opened.signer,
    readers: opened.readers.map(({ keyId }) => keyId),
    time: now.toISOString(),
  }
  const statement = writeStatement(Filed, filed)
  const signature = await signStatement(statement, session.key, now)
  await session.client.filed(opened.delivery, { statement, signature })
  return filed
}

/** The mail's own word on its sender may be anything at all. */
const isAddress = (text: string | null): text is string => text !== null && check(Address, text).length === 0
