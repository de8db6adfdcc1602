import { sql } from 'kysely'
import { isRole } from '../../domain/roles.ts'
import type { Invitation } from '../../domain/wire/enrolment.ts'
import type { Db } from '../db.ts'

export type InvitationRow = {
  id: string
  agency: string
  login: string
  title: string
  number: string
  roles: string[]
  created_at: Date
  ends_at: Date
  attempts: number
  statement: string | null
  signature: string | null
  mac: string | null
  certificate: string | null
  settled_as: 'certified' | 'withdrawn' | null
}

/** How many invitations one list has: an agency has few open, and the newest come first. */
const MOST_LISTED = 500

/** Invitations, newest first. */
export async function findInvitations(
  db: Db,
  by: { idSha256: string } | { id: string } | { agencyId: string; personId: string },
): Promise<InvitationRow[]> {
  const where =
    'idSha256' in by
      ? sql`id_sha256 = ${by.idSha256}`
      : 'id' in by
        ? sql`invitation.id = ${by.id}`
        : sql`(agency_id = ${by.agencyId} or invited_by = ${by.personId})`
  const { rows } = await sql<InvitationRow>`
    select invitation.id, agency.name as agency, login, title, number, roles, created_at, ends_at, attempts, statement,
        signature, mac, certificate, settled_as
      from invitation join agency on agency.id = invitation.agency_id
      where ${where} order by created_at desc limit ${MOST_LISTED}`.execute(db)
  return rows
}

/** An invitation as whoever made it sees it. */
export function invitationOf(row: InvitationRow, now: Date): Invitation {
  const { statement, signature, mac, certificate } = row
  const enrolment =
    statement !== null && signature !== null && mac !== null && certificate !== null
      ? { statement, signature, mac, certificate }
      : null
  const waiting = enrolment ? 'enrolled' : row.ends_at <= now ? 'ended' : 'open'
  return {
    id: row.id,
    agency: row.agency,
    login: row.login,
    title: row.title,
    number: row.number,
    roles: row.roles.filter(isRole),
    createdAt: row.created_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    state: row.settled_as ?? waiting,
    enrolment,
  }
}
