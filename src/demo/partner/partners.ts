import {
  DRUG_AND_ALCOHOL_TEAM,
  mailboxes,
  POLICE_INTELLIGENCE,
  SEFTON_YOT,
} from '../partnership/mailboxes.ts'

/** A mail partner: an agency outside the service, reached by SMTP only. */
export type MailPartner = {
  domain: string
  address: string
  name: string
  /** Its servers' own loopback address: mail goes there and comes from there, so that relay addresses mean something. */
  host: string
}

const loopback: readonly [address: string, host: string][] = [
  [SEFTON_YOT, '127.0.0.12'],
  [POLICE_INTELLIGENCE, '127.0.0.13'],
  [DRUG_AND_ALCOHOL_TEAM, '127.0.0.14'],
]

/** The mail partners of the demonstration. */
export const mailPartners: readonly MailPartner[] = loopback.map(([address, host]) => {
  const name = mailboxes.find((mailbox) => mailbox.address === address)?.name ?? address
  return { domain: address.slice(address.indexOf('@') + 1), address, name, host }
})

/** The mail partner with that mailbox. */
export function partnerWith(address: string): MailPartner {
  const partner = mailPartners.find((candidate) => candidate.address === address)
  if (partner === undefined) throw new Error(`${address} is no mail partner of the demonstration.`)
  return partner
}
