import type { Suspended, TrustState } from '../domain/trust/state.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { Db } from './db.ts'
import { readDirectory } from './directory.ts'
import type { TrustStanding } from './trust/standing.ts'

/** The partnership as decisions about a referral need it. */
export type Partnership = {
  directory: Directory
  /** the armored current certificate of each mailbox that has one, by address */
  certificates: ReadonlyMap<string, string>
  /** agencies that do not trust each other, or themselves, just now */
  suspensions: Suspended[]
  /** what the trust log comes to */
  trust: TrustState
}

/**
 * Gives the partnership of a version (`partnership_version`), which the caller has read from the database for the
 * very request that is to be decided: what is kept in memory under that version is still so, whoever changes the
 * partnership, in whichever process.
 */
export type PartnershipOf = (version: string) => Promise<Partnership>

/** Keeps the newest partnership in memory, and reads it again when its version is another. */
export function createPartnership(
  db: Db,
  service: { origin: string; domain: string },
  standing: TrustStanding,
): PartnershipOf {
  let kept: { version: string; partnership: Promise<Partnership> } | undefined
  return (version) => {
    if (kept?.version === version) return kept.partnership
    // Read after its version was: what has changed between is in it already, and will be read once more.
    const partnership = readPartnership(db, service, standing)
    const now = { version, partnership }
    kept = now
    partnership.catch(() => {
      if (kept === now) kept = undefined
    })
    return partnership
  }
}

async function readPartnership(
  db: Db,
  service: { origin: string; domain: string },
  standing: TrustStanding,
): Promise<Partnership> {
  const [directory, rows, trust] = await Promise.all([
    readDirectory(db, service),
    db
      .selectFrom('mailbox')
      .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
      .select(['mailbox.address', 'certificate.armored'])
      .where('certificate.state', '=', 'current')
      .execute(),
    standing.read(db),
  ])
  return {
    directory,
    trust,
    suspensions: trust.suspensions,
    certificates: new Map(rows.map(({ address, armored }) => [address, armored])),
  }
}
