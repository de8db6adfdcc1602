import type { PrivateKey } from '../../crypto/keys.ts'
import { StatementSignatureError, signStatement, verifyStatement } from '../../crypto/statement.ts'
import { own, personOf, type TrustState } from '../../domain/trust/state.ts'
import { parseStatement, StatementError, writeStatement } from '../../domain/wire/statement.ts'
import { Anchor } from '../../domain/wire/trust/anchor.ts'
import type { Client } from '../client.ts'
import { ClientError } from '../errors.ts'
import type { TrustStore } from './kept-trust.ts'
import type { Trust } from './trust.ts'

type Asked = {
  /** signed in */
  client: Client
  key: PrivateKey
  store: TrustStore
  /** the fingerprint that the person was given outside the service, where they have it at hand */
  root: string | null
  now: Date
}

/** Nobody has said yet which root is to be believed: the person has to give the fingerprint that they were given. */
export class RootUnknownError extends ClientError {
  override name = 'RootUnknownError'
}

/**
 * The root that everything is believed from: the one that this machine knows, or that the person was given, or that they
 * signed with their own key on another machine. Never one that the service merely names.
 *
 * @throws ClientError when nothing is known, or when what is given is another than the person's own machine knows
 */
export async function anchorFor({ client, key, store, root, now }: Asked): Promise<string> {
  const kept = (await store.read())?.began
  const given = root?.toLowerCase().replaceAll(/\s/g, '') ?? null
  if (kept !== undefined && given !== null && kept !== given) {
    throw new ClientError(
      `This machine begins from the root ${kept}, and ${given} was given. Ask your liaison officer which is right; to begin anew, remove what this machine keeps of the service.`,
    )
  }
  if (kept !== undefined) return kept
  const signed = await ownAnchor(client, key, now)
  if (signed !== null && given !== null && signed !== given) {
    throw new ClientError(
      `You signed for the root ${signed} before, and ${given} was given. Ask your liaison officer which is right.`,
    )
  }
  const anchor = given ?? signed
  if (anchor !== null) return anchor
  throw new RootUnknownError(
    'This machine does not know which agency’s root to trust. Give the fingerprint that your liaison officer gave you: --root FINGERPRINT.',
  )
}

/**
 * Demands that the root which everything is believed from is that of the person's own agency: with another one they would
 * believe what that agency has agreed to, and go on doing so.
 *
 * @throws ClientError
 */
export function demandOwnRoot(state: TrustState, key: PrivateKey): void {
  const name = personOf(state, key.getFingerprint())?.agency
  if (name === undefined) return
  const agency = own(state.agencies, name) ?? own(state.formerAgencies, name)
  if (agency === undefined || agency.root === state.anchor) return
  throw new ClientError(
    `The root that you gave is not that of ${name}, whose key you sign in with. Ask your liaison officer for the fingerprint of ${name}’s own root.`,
  )
}

/**
 * Signs, with the person's own key, which root they trust, and leaves it with the service for their other machines.
 * @param agency whose root it is
 */
export async function keepAnchor(
  { client, key, now }: Pick<Asked, 'client' | 'key' | 'now'>,
  { agency, root }: { agency: string; root: string },
): Promise<void> {
  const statement = writeStatement(Anchor, { despatch: 'anchor/1', agency, root, time: now.toISOString() })
  await client.setAnchor({ statement, signature: await signStatement(statement, key, now) })
}

/** At the first sign-in: which root this machine was given, signed, for other machines of theirs. */
export async function anchorOnce(
  { client, key, trust }: Pick<Asked, 'client' | 'key'> & { trust: Trust },
  now: Date,
): Promise<void> {
  if ((await client.anchor()) !== null) return
  const { anchor, agencies } = await trust.state()
  const agency = Object.values(agencies).find(({ root }) => root === anchor)
  if (agency) await keepAnchor({ client, key, now }, { agency: agency.name, root: agency.root })
}

/** What the person signed before; null when they have not. What the service gives out is believed by their key alone. */
async function ownAnchor(client: Client, key: PrivateKey, now: Date): Promise<string | null> {
  const anchor = await client.anchor()
  if (anchor === null) return null
  const { statement: text, signature } = anchor
  try {
    await verifyStatement({ type: 'anchor/1', text, signature, certificates: [key.toPublic()], now })
    return parseStatement(Anchor, text).root
  } catch (error) {
    if (!(error instanceof StatementSignatureError || error instanceof StatementError)) throw error
    throw new ClientError(
      'The service gives out a root in your name that you did not sign for. Nothing was believed. Tell your liaison officer and the operator.',
    )
  }
}
